/** The pages of one's own jobs: how far they are, their files, and a way to cancel them. */
import { Get, Param, Post } from '@nestjs/common';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { Roles, STAFF } from '../../../edge/access';
import { IdPipe } from '../../../edge/shape.pipe';
import { sendJobFile, sendHeads } from '../../../edge/send-job-file';
import { BEFORE_ALL } from '../../../api/dto/queries.dto';
import { JobsService } from '../../../jobs/jobs.service';
import { addressOf } from '../../kit/frame';
import { JobsPage } from './jobs.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page, redirect } from '../../kit/answers';

const PAGE = 20;

const ID = new IdPipe('job_unknown');

@Pages('c/:cooperative/jobs')
export class JobPages {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @Roles('read', ...STAFF)
  async list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const { after } = ctx.query;
    const before = after === undefined ? BEFORE_ALL : Math.min(Number(decodeCursor(after, ['integer'])[0]), BEFORE_ALL);
    const found = await this.jobs.list(ctx.requester, before, PAGE);
    const last = found[PAGE - 1];
    const view = {
      jobs: found.slice(0, PAGE),
      ...(found.length > PAGE && last ? { next: encodeCursor([last.id]) } : {}),
    };
    return page(<JobsPage view={view} />);
  }

  @Get(':job/file')
  @Roles('read', ...STAFF)
  async file(@Ctx() ctx: CooperativePageContext, @Param('job', ID) id: number): Promise<Answer> {
    const file = await this.jobs.file(ctx.requester, id);
    return (reply) => sendJobFile(reply, file);
  }

  @Get(':job/file/head')
  @Roles('read', ...STAFF)
  async head(@Ctx() ctx: CooperativePageContext, @Param('job', ID) id: number): Promise<Answer> {
    const heads = await this.jobs.headsOfFile(ctx.requester, id);
    return (reply) => sendHeads(reply, heads);
  }

  @Post(':job/cancel')
  @Roles('record', ...STAFF)
  async cancel(@Ctx() ctx: CooperativePageContext, @Param('job', ID) id: number): Promise<Answer> {
    await this.jobs.cancel(ctx.requester, id);
    return redirect(addressOf(ctx, 'jobs'));
  }
}
