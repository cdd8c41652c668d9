/** When a cooperative asks for a second person beyond what always needs one. */
import { Body, Controller, Get, Headers, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ProposalView } from '../approvals/proposals.queries';
import { ApprovalSettings, SettingsVersion } from '../approvals/settings';
import { ApprovalSettingsService } from '../approvals/settings.service';
import { etagOf, versionOf } from '../common/etag';
import { pageOf, type Page } from '../common/paging';
import { Roles, STAFF } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { answerProposed } from './answers';
import { Documented } from '../edge/documented';
import { BEFORE_ALL, idAfter, pageAsked, PageQuery } from './dto/queries.dto';
import { ShapePipe } from '../edge/shape.pipe';
import { Paged } from '../domain/shape/view';

@ApiTags('approvals')
@Controller('api/v1/cooperatives/:cooperative/settings/approvals')
export class ApprovalSettingsController {
  constructor(private readonly settings: ApprovalSettingsService) {}

  @Get()
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'Which events need a second person beside those that always do',
    ok: { 200: [ApprovalSettings, 'The settings in force'] },
    etag: true,
    problems: [404],
  })
  async get(
    @Ctx() { scope }: CooperativeContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApprovalSettings> {
    const { version, settings } = await this.settings.get(scope.cooperativeId);
    reply.header('etag', etagOf(version));
    return settings;
  }

  @Put()
  @Roles('administer', 'administrator')
  @Documented({
    summary:
      'Changes them for what comes in from then on; earlier versions are kept. The first ones hold at once, later changes are proposals',
    body: ApprovalSettings,
    ok: {
      200: [ApprovalSettings, 'The settings in force'],
      202: [ProposalView, 'Nothing is changed yet: it is a proposal that a second person has to approve'],
    },
    etag: true,
    ifMatch: true,
    problems: [404, 409],
  })
  async change(
    @Ctx() { cooperative, actor: maker }: CooperativeContext,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(ApprovalSettings)) input: ApprovalSettings,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApprovalSettings | ProposalView> {
    const outcome = await this.settings.change(cooperative.code, versionOf(ifMatch), input, maker);
    if ('proposed' in outcome) return answerProposed(reply, cooperative.code, outcome.proposed);
    const { version, settings } = outcome.changed;
    reply.header('etag', etagOf(version));
    return settings;
  }

  @Get('versions')
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'All versions, the newest first',
    query: PageQuery,
    ok: { 200: [Paged(SettingsVersion), 'A page'] },
    problems: [404],
  })
  async versions(
    @Ctx() { scope }: CooperativeContext,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<SettingsVersion>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const versions = await this.settings.history(scope.cooperativeId, idAfter(asked, BEFORE_ALL), limit);
    return pageOf(versions, limit, (v) => [v.version], (v) => v); // prettier-ignore
  }
}
