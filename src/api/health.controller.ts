/** Health: whether the process lives, and whether it can read the book. */
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReadPool } from '../database/reader';
import { Everyone } from '../edge/access';
import { Documented } from '../edge/documented';
import { HealthView } from './dto/views.dto';

@ApiTags('health')
@Everyone()
@Controller('health')
export class HealthController {
  constructor(private readonly reads: ReadPool) {}

  @Get('live')
  @Documented({ summary: 'The process answers', ok: { 200: [HealthView, 'It lives'] } })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('ready')
  @Documented({ summary: 'The book can be read', ok: { 200: [HealthView, 'It is ready'] }, problems: [503] })
  async ready(): Promise<HealthView> {
    await this.reads.get('select count(*) as n from cooperative');
    return { status: 'ok' };
  }
}
