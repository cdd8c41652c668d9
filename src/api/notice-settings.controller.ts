/** How a cooperative's households are called on public notices. */
import { Body, Controller, Get, Headers, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { etagOf, versionOf } from '../common/etag';
import { NoticeSettings, NoticeSettingsService } from '../parties/notice-names.service';
import { Roles, STAFF } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented } from '../edge/documented';
import { ShapePipe } from '../edge/shape.pipe';

@ApiTags('cooperatives')
@Controller('api/v1/cooperatives/:cooperative/settings/notices')
export class NoticeSettingsController {
  constructor(private readonly settings: NoticeSettingsService) {}

  @Get()
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'How households are called on public notices: masked, by their code, or in full',
    ok: { 200: [NoticeSettings, 'The setting in force'] },
    etag: true,
    problems: [404],
  })
  async get(
    @Ctx() { scope }: CooperativeContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NoticeSettings> {
    const { version, settings } = await this.settings.get(scope.cooperativeId);
    reply.header('etag', etagOf(version));
    return settings;
  }

  @Put()
  @Roles('administer', 'administrator')
  @Documented({
    summary: 'Changes it for what is printed from now on; a notice as known before stays as it was',
    body: NoticeSettings,
    ok: { 200: [NoticeSettings, 'The setting in force'] },
    etag: true,
    ifMatch: true,
    problems: [404],
  })
  async change(
    @Ctx() { cooperative, origin }: CooperativeContext,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(NoticeSettings)) input: NoticeSettings,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NoticeSettings> {
    reply.header('etag', etagOf(await this.settings.change(cooperative.code, versionOf(ifMatch), input, origin)));
    return input;
  }
}
