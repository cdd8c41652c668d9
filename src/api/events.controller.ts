/** Everything that happens under a contract: one POST for all kinds, and the events as they were recorded. */
import { Body, Controller, Get, Headers, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { pageOf, type Page } from '../common/paging';
import { requireContract } from '../contracts/contracts';
import { eventView, listEvents, requireEvent, EventView } from '../contracts/events.queries';
import { ReadPool } from '../database/reader';
import { readEvent } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { localeOfHeader } from '../i18n/locale';
import { money } from '../i18n/format';
import { speakerOf, type Speaker } from '../i18n/speaker';
import { doubtsOf, type Doubt } from '../contracts/doubts';
import { isPlainObject } from '../domain/shape/check';
import { RecordingService } from '../contracts/recording.service';
import type { Scope } from '../parties/scope';
import { ALL_ROLES, Roles } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { answerProposed } from './answers';
import { Documented } from '../edge/documented';
import { eventIdOf, pageAsked, PageQuery } from './dto/queries.dto';
import { CodeParam, ShapePipe } from '../edge/shape.pipe';
import { ProposedEvent, RecordedEvent, Warning } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

function warningOf(speaker: Speaker, doubt: Doubt): Warning {
  if (doubt.code === 'deposit_below_zero') {
    const amount = money(speaker.locale, -doubt.fen);
    return { code: doubt.code, detail: speaker.t('warning.depositShort', { amount }) };
  }
  if (doubt.code === 'number_in_text')
    return { code: doubt.code, detail: speaker.t('warning.numberInText', { number: doubt.number }) };
  const { code, receipt, seq, contract } = doubt;
  return { code, detail: speaker.t('warning.receiptTwice', { receipt, seq, contract }) };
}

@ApiTags('events')
@Controller('api/v1/cooperatives/:cooperative/contracts/:contract/events')
export class EventsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly recording: RecordingService,
  ) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'Events, in the order they were recorded',
    query: PageQuery,
    ok: { 200: [Paged(EventView), 'A page'] },
    problems: [404],
  })
  async list(
    @Ctx() { scope }: CooperativeContext,
    @CodeParam('contract') number: string,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<EventView>> {
    const { limit, after } = pageAsked(query, ['integer']);
    const contract = await requireContract(this.reads, scope, number);
    const rows = await listEvents(this.reads, scope.cooperativeId, contract.id, Number(after?.[0] ?? 0), limit);
    return pageOf(rows, limit, (r) => [r.seq], eventView);
  }

  @Get(':event')
  @Roles('read', ...ALL_ROLES)
  @Documented({ summary: 'One event', ok: { 200: [EventView, 'The event'] }, problems: [404] })
  async get(
    @Ctx() { scope }: CooperativeContext,
    @CodeParam('contract') number: string,
    @CodeParam('event') event: string,
  ): Promise<EventView> {
    return this.view(scope, number, event);
  }

  private async view(scope: Scope, number: string, event: string, isNew = false): Promise<EventView> {
    const contract = await requireContract(this.reads, scope, number);
    return eventView(await requireEvent(this.reads, scope.cooperativeId, contract.id, event, isNew));
  }

  @Post()
  @Roles('record', 'clerk')
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: "The event's id, when the body has none; when both are given they are the same",
  })
  @Documented({
    summary:
      'Records an event. Its id is yours (in the body or as Idempotency-Key): the same again has no second effect. What is doubtful and ' +
      'recorded all the same is told in `warnings` (code and detail): `deposit_below_zero`, `receipt_twice`, `number_in_text`. A `reversal` of ' +
      'what the same clerk has recorded on the same day in Shanghai needs nobody else, unless it was approved, printed, presented or closed',
    body: { $ref: '#/components/schemas/Event' },
    ok: {
      201: [RecordedEvent, 'Recorded'],
      200: [RecordedEvent, 'It was recorded before, the same (Idempotent-Replayed: true)'],
      202: [ProposedEvent, 'Nothing is recorded yet: it is a proposal that a second person has to approve'],
    },
    problems: [404, 409, 422],
  })
  async record(
    @CodeParam('cooperative') code: string,
    @CodeParam('contract') number: string,
    @Ctx() { scope, actor: maker }: CooperativeContext,
    @Headers('idempotency-key') key: string | undefined,
    @Headers('accept-language') language: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordedEvent | ProposedEvent> {
    if (!isPlainObject(body)) throw new DomainError('object_invalid');
    const event = readEvent(eventIdOf(body, key));
    const doubts = await doubtsOf(this.reads, scope.cooperativeId, { contract: number, event });
    const warnings = doubts.map((doubt) => warningOf(speakerOf(localeOfHeader(language)), doubt));
    const warned = warnings.length === 0 ? {} : { warnings };
    const became = await this.recording.record(code, number, event, maker);
    if ('proposed' in became) return { ...answerProposed(reply, code, became.proposed), ...warned };
    const { outcome } = became.recorded;
    if (outcome === 'replay') reply.status(200).header('idempotent-replayed', 'true');
    else reply.status(201);
    return { ...(await this.view(scope, number, event.id, outcome === 'new')), ...warned };
  }
}
