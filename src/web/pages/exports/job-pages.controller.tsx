/** The pages of one's own jobs: how far they are, their files, and a way to cancel them. */
import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { By, Opened, Roles, STAFF } from '../../../edge/access';
import { sendFile, sendHeads } from '../../../edge/send-job-file';
import { askerOf, jobId } from '../../../edge/requester';
import { BEFORE_ALL } from '../../../api/dto/queries.dto';
import type { Actor } from '../../../identity/viewer';
import { JobsService } from '../../../jobs/jobs.service';
import type { Access } from '../../../parties/scope';
import { addressOf, Framed, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { JobsPage } from './jobs.view';

const PAGE = 20;

@ApiExcludeController()
@Controller('c/:cooperative/jobs')
export class JobPages {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @Roles('read', ...STAFF)
  async list(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { after } = frame.query;
    const before = after === undefined ? BEFORE_ALL : Math.min(Number(decodeCursor(after, ['integer'])[0]), BEFORE_ALL);
    const found = await this.jobs.list(askerOf(opened, by), before, PAGE);
    const last = found[PAGE - 1];
    const view = {
      jobs: found.slice(0, PAGE),
      ...(found.length > PAGE && last ? { next: encodeCursor([last.id]) } : {}),
    };
    return show(reply, <JobsPage view={view} />);
  }

  @Get(':job/file')
  @Roles('read', ...STAFF)
  async file(
    @Opened() opened: Access,
    @By() by: Actor,
    @Param('job') job: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return sendFile(reply, await this.jobs.file(askerOf(opened, by), jobId(job)));
  }

  @Get(':job/file/head')
  @Roles('read', ...STAFF)
  async head(
    @Opened() opened: Access,
    @By() by: Actor,
    @Param('job') job: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return sendHeads(reply, await this.jobs.headsOfFile(askerOf(opened, by), jobId(job)));
  }

  @Post(':job/cancel')
  @Roles('record', ...STAFF)
  async cancel(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @Param('job') job: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    await this.jobs.cancel(askerOf(opened, by), jobId(job));
    return goTo(reply, addressOf(frame, 'jobs'));
  }
}
