/** The posting mapping: what entries are booked to, its versions, and which of them closed seasons are frozen with. */
import { Body, Controller, Get, Headers, Param, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { listSeasons } from '../calendar/seasons';
import { etagOf, versionOf } from '../common/etag';
import { pageOf, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { MappingContent } from '../mapping/mapping';
import { PostingMapping } from '../mapping/mapping.chain';
import { MappingService } from '../mapping/mapping.service';
import { frozenBy, listMappings, mappingInForce, requireMapping, ChangedMapping } from '../mapping/mappings.queries';
import { Roles, STAFF } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented } from '../edge/documented';
import { BEFORE_ALL, idAfter, pageAsked, PageQuery } from './dto/queries.dto';
import { ShapePipe } from '../edge/shape.pipe';
import { MappingVersion } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

@ApiTags('mapping')
@Controller('api/v1/cooperatives/:cooperative/mapping')
export class MappingController {
  constructor(
    private readonly reads: ReadPool,
    private readonly mappings: MappingService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'The posting mapping that open seasons are booked with; how sure each code is stands beside it',
    ok: { 200: [PostingMapping, 'The version in force'] },
    etag: true,
    problems: [404],
  })
  async get(
    @Ctx() { cooperative }: CooperativeContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingMapping> {
    const mapping = mappingInForce(await listMappings(this.reads, cooperative), { closedSeq: null });
    reply.header('etag', etagOf(mapping.version));
    return mapping;
  }

  @Put()
  @Roles('record', 'clerk', 'administrator')
  @Documented({
    summary: 'Puts another in force for seasons that are still open; closed ones keep theirs',
    body: MappingContent,
    ok: { 200: [PostingMapping, 'The version in force'] },
    etag: true,
    ifMatch: true,
    problems: [404, 422],
  })
  async change(
    @Ctx() { cooperative, origin }: CooperativeContext,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(MappingContent)) input: MappingContent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingMapping> {
    const mapping = await this.mappings.change(cooperative.code, input, origin, versionOf(ifMatch));
    reply.header('etag', etagOf(mapping.version));
    return mapping;
  }

  @Get('versions')
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'All versions, the newest first',
    query: PageQuery,
    ok: { 200: [Paged(MappingVersion), 'A page'] },
    problems: [404],
  })
  async versions(
    @Ctx() { cooperative }: CooperativeContext,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<MappingVersion>> {
    const asked = pageAsked(query, ['integer']);
    return this.reads.snapshot(async (reader) => {
      const all = await listMappings(reader, cooperative);
      const frozen = frozenBy(all, await listSeasons(reader, cooperative.id));
      const rows = all.filter((m) => m.version < idAfter(asked, BEFORE_ALL)).reverse();
      const short = ({ content, ...m }: PostingMapping): MappingVersion => ({ ...m, proposal: content.proposal, seasons: frozen.get(m.version) ?? [] }); // prettier-ignore
      return pageOf(rows.slice(0, asked.limit + 1), asked.limit, (m) => [m.version], short);
    });
  }

  @Get('versions/:version')
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'One version, and what it changed in the one before it',
    ok: { 200: [ChangedMapping, 'The version'] },
    problems: [404],
  })
  async version(
    @Ctx() { cooperative }: CooperativeContext,
    @Param('version') version: string,
  ): Promise<ChangedMapping> {
    return requireMapping(await listMappings(this.reads, cooperative), version);
  }
}
