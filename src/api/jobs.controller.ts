/** Long work over the API: asked for, watched, its file taken, canceled. Each sees only their own. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock, requirePast } from '../common/clock';
import { DEFAULT_LOCALE, localeOfHeader } from '../i18n/locale';
import { pageOf, type Page } from '../common/paging';
import { message } from '../i18n/messages';
import { ROLES_OF_KIND, JobView } from '../jobs/job';
import { JobsService } from '../jobs/jobs.service';
import type { Access } from '../parties/scope';
import { Roles } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented } from '../edge/documented';
import { sendJobFile, sendHeads } from '../edge/send-job-file';
import { ExportInput } from './dto/jobs.dto';
import { PresentInput } from './dto/statement-workflow.dto';
import { BEFORE_ALL, idAfter, pageAsked, PageQuery } from './dto/queries.dto';
import { IdPipe, ShapePipe } from '../edge/shape.pipe';
import { FileHeadsView } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

const ID = new IdPipe('job_unknown');

@ApiTags('jobs')
@Controller('api/v1/cooperatives/:cooperative/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly clock: Clock,
  ) {}

  @Post('exports')
  @HttpCode(202)
  @Roles('record', ...ROLES_OF_KIND.export)
  @Documented({
    summary:
      'Asks for an export as a file, as everything is known now or was known then; the same while it is under way is the same job',
    body: ExportInput,
    ok: { 202: [JobView, 'The job'] },
    problems: [404, 422],
  })
  async export(
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(ExportInput)) input: ExportInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { asKnown, language = DEFAULT_LOCALE, ...choice } = input;
    requirePast(this.clock, asKnown);
    const { origin: publicUrl } = request.server.publicAddress;
    const place = publicUrl === undefined ? {} : { publicUrl };
    return located(reply, ctx, await this.jobs.askExport(ctx.requester, { ...choice, language, ...place }, asKnown));
  }

  @Post('checks')
  @HttpCode(202)
  @Roles('record', ...ROLES_OF_KIND.check)
  @Documented({ summary: 'Asks for a check of the whole book: everything is recomputed, nothing changed', ok: { 202: [JobView, 'The job'] }, problems: [404, 422, 503] }) // prettier-ignore
  async check(@Ctx() ctx: CooperativeContext, @Res({ passthrough: true }) reply: FastifyReply): Promise<JobView> {
    return located(reply, ctx, await this.jobs.askCheck(ctx.requester));
  }

  @Post('presentations')
  @HttpCode(202)
  @Roles('record', ...ROLES_OF_KIND.present)
  @Documented({
    summary: 'Asks for all drafts of a season to be presented; those presented already stay as they are',
    body: PresentInput,
    ok: { 202: [JobView, 'The job'] },
    problems: [404, 422],
  })
  async present(
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(PresentInput)) { season }: PresentInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return located(reply, ctx, await this.jobs.askPresent(ctx.requester, season, ctx.origin));
  }

  @Get()
  @Roles('read', ...ROLES_OF_KIND.export)
  @Documented({
    summary: 'Your jobs, the newest first',
    query: PageQuery,
    ok: { 200: [Paged(JobView), 'A page'] },
    problems: [404],
  })
  async list(
    @Ctx() ctx: CooperativeContext,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
    @Req() request: FastifyRequest,
  ): Promise<Page<JobView>> {
    const asked = pageAsked(query, ['integer']);
    const jobs = await this.jobs.list(ctx.requester, idAfter(asked, BEFORE_ALL), asked.limit);
    return pageOf(jobs, asked.limit, (job) => [job.id], (job) => told(job, request)); // prettier-ignore
  }

  @Get(':job')
  @Roles('read', ...ROLES_OF_KIND.export)
  @Documented({ summary: 'How far a job is, and what came of it', ok: { 200: [JobView, 'The job'] }, problems: [404] })
  async get(
    @Ctx() ctx: CooperativeContext,
    @Param('job', ID) id: number,
    @Req() request: FastifyRequest,
  ): Promise<JobView> {
    return told(await this.jobs.get(ctx.requester, id), request);
  }

  @Get(':job/file')
  @Roles('read', ...ROLES_OF_KIND.export)
  @Documented({
    summary: 'The file of an export, kept for seven days',
    ok: { 200: [{ types: ['application/octet-stream'] }, 'The file'] },
    problems: [404],
  })
  async file(
    @Ctx() ctx: CooperativeContext,
    @Param('job', ID) id: number,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return sendJobFile(reply, await this.jobs.file(ctx.requester, id));
  }

  @Get(':job/file/head')
  @Roles('read', ...ROLES_OF_KIND.export)
  @Documented({ summary: 'What is kept beside the file: its SHA-256 and the heads of the chains that it was read from', ok: { 200: [FileHeadsView, 'An anchor for `sureg verify`'] }, problems: [404] }) // prettier-ignore
  async head(
    @Ctx() ctx: CooperativeContext,
    @Param('job', ID) id: number,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return sendHeads(reply, await this.jobs.headsOfFile(ctx.requester, id));
  }

  @Delete(':job')
  @Roles('record', ...ROLES_OF_KIND.export)
  @Documented({
    summary: 'Cancels a job, or takes its file away',
    ok: { 200: [JobView, 'The job'] },
    problems: [404, 503],
  })
  async cancel(
    @Ctx() ctx: CooperativeContext,
    @Param('job', ID) id: number,
    @Req() request: FastifyRequest,
  ): Promise<JobView> {
    return told(await this.jobs.cancel(ctx.requester, id), request);
  }
}

/** With its error in the reader's words. */
function told(job: JobView, { headers }: FastifyRequest): JobView {
  if (job.error === undefined) return job;
  return { ...job, message: message(localeOfHeader(headers['accept-language']), job.error, job.details) };
}

function located(reply: FastifyReply, { cooperative }: Access, job: JobView): JobView {
  reply.header('location', `/api/v1/cooperatives/${encodeURIComponent(cooperative.code)}/jobs/${job.id}`);
  return job;
}
