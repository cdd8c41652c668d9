/** Slips of events: what they show, and how often each was printed. */
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Origin } from '../audit/audit';
import type { Access } from '../parties/scope';
import { SlipService } from '../slips/slip.service';
import { SlipView } from '../slips/slips';
import { ALL_ROLES, From, Opened, Roles } from '../edge/access';
import { Documented } from '../edge/documented';
import { CodePipe } from '../edge/shape.pipe';
import { SlipPrints } from './dto/views.dto';

const NUMBER = new CodePipe('contract');
const EVENT = new CodePipe('event', 64);

@ApiTags('events')
@Controller('api/v1/cooperatives/:cooperative/contracts/:contract/events/:event/slip')
export class SlipsController {
  constructor(private readonly slips: SlipService) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({ summary: 'The slip of an event: what it was, and what was owed before and after', ok: { 200: [SlipView, 'The slip'] }, problems: [404] }) // prettier-ignore
  get(
    @Opened() opened: Access,
    @Param('contract', NUMBER) number: string,
    @Param('event', EVENT) id: string,
  ): Promise<SlipView> {
    return this.slips.of(opened, number, id);
  }

  @Post('prints')
  @HttpCode(201)
  @Roles('record', 'clerk')
  @Documented({ summary: 'Says that the slip was printed once more', ok: { 201: [SlipPrints, 'How often by now'] }, problems: [404, 503] }) // prettier-ignore
  print(
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('contract', NUMBER) number: string,
    @Param('event', EVENT) id: string,
  ): Promise<SlipPrints> {
    const which = [{ contract: number, event: id }];
    return this.slips.print(opened, which, origin, ([p]) => ({ number: p?.slip.number, prints: p?.print }));
  }
}
