/** Enters single events: the form, what was entered before, doubles, and what became of it. */
import { Injectable } from '@nestjs/common';
import { loadSettings, needsApproval } from '../../../approvals/settings';
import { AttachmentsService, type NewFile } from '../../../attachments/attachments.service';
import type { StagedFiles } from '../../../attachments/staged-files';
import { Clock } from '../../../common/clock';
import { requireContract, type ContractRow } from '../../../contracts/contracts';
import { loadHistory } from '../../../contracts/histories';
import { ReadPool } from '../../../database/reader';
import type { Reader } from '../../../database/tx';
import { readEvent } from '../../../domain/book/lines';
import { DomainError } from '../../../domain/errors';
import type { EventHead } from '../../../domain/events/kind';
import { owedOn } from '../../../domain/contract/owing';
import type { Fact, History } from '../../../domain/contract/history';
import type { LateBooking } from '../../../domain/recording/booking';
import { Text } from '../../../domain/shape/field';
import { fieldsOf, type FieldSpec } from '../../../domain/shape/spec';
import { readShape } from '../../../domain/shape/read';
import type { Actor } from '../../../identity/viewer';
import type { Scope } from '../../../parties/scope';
import { questionsOf } from '../../../contracts/questions';
import { RecordingService, type InSameTransaction } from '../../../contracts/recording.service';
import { takenBackAlone } from '../../../contracts/take-back';
import { dateTyped } from '../../kit/forms/dates';
import { faultsOf } from '../../kit/forms/faults';
import { namesOf } from '../../kit/forms/files-field';
import { compacted, objectTyped, type Typed } from '../../kit/forms/typed';
import type { Frame } from '../../kit/frame';
import type { EntryView } from './entry.view';
import { aids, beginning, payloadOf, shapeOfKind } from '../../kit/forms/entry-form';
import { askOf } from './doubts';

const EVENTS_SHOWN = 5;

/** Why an event is corrected, under the name that the form gives it: events have reasons of their own. */
class Correction {
  @Text(2000, { multiline: true }) _reason: string;
}

/** What is entered, and where. */
export interface Entering {
  readonly frame: Frame;
  readonly scope: Scope;
  readonly number: string;
  readonly kind: string;
  /** The event that is reversed. */
  readonly of?: string;
  /** The event that is reversed and entered anew. */
  readonly corrects?: string;
}

/** The contract as a form shows it and questions are asked about it. */
interface Known {
  readonly row: ContractRow;
  readonly history: History;
}

/** What a form that comes back brings with it. */
interface Again {
  readonly errors?: ReadonlyMap<string, string>;
  readonly files?: readonly NewFile[];
  /** As it was read to ask; read anew when absent. */
  readonly known?: Known;
}

/** What became of an entry: it is in the book, it waits for a second person, or the form is shown again. */
export type Entered =
  | ((
      { readonly became: 'recorded'; readonly seq: number } | { readonly became: 'waiting'; readonly proposal: number }
    ) & { readonly late?: LateBooking })
  | EntryView;

@Injectable()
export class EntryModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly recording: RecordingService,
    private readonly attachments: AttachmentsService,
  ) {}

  /** @throws DomainError contract_unknown, contract_not_active, kind_unknown, event_unknown */
  async form(
    entering: Entering,
    typed?: Typed,
    { errors = new Map(), files = [], known }: Again = {},
  ): Promise<EntryView> {
    const { frame, scope, number, kind, of, corrects } = entering;
    shapeOfKind(kind);
    const today = this.clock.today();
    return this.reads.snapshot(async (reader) => {
      const { row, history } = known ?? (await load(reader, scope, number));
      const named = of ?? corrects;
      const meant = named === undefined ? undefined : requireFact(history.facts, named);
      const position = history.positionOn(today);
      const state = typed ?? beginning(kind, today, history, corrects === undefined ? undefined : meant);
      return {
        number,
        kind,
        ...(await this.ways(reader, entering, row.id)),
        payload: payloadOf(kind),
        form: {
          ...aids(frame, kind, history, history.termsOn(today)),
          typed: of === undefined ? state : { ...state, of },
          errors,
          focus: focusOf(kind, errors),
          today,
          ...(files.length === 0 ? {} : { lostFiles: namesOf(files) }),
        },
        owed: owedOn(history, position, today),
        last: history.facts.slice(-EVENTS_SHOWN).reverse().map(lineOf),
        ...(meant ? { meant: lineOf(meant) } : {}),
        ...(corrects === undefined ? {} : { corrects }),
        today,
      };
    });
  }

  /** Whether a second person is needed, as far as it is known before anything is typed: limits are looked at when it is recorded. */
  private async ways(
    reader: Reader,
    { frame, scope, kind, of, corrects }: Entering,
    contractId: number,
  ): Promise<Pick<EntryView, 'needsApproval' | 'isAlone'>> {
    const { cooperativeId } = scope;
    const { settings } = await loadSettings(reader, cooperativeId);
    const undone = of ?? corrects;
    if (undone === undefined) return { needsApproval: needsApproval(settings, kind), isAlone: false };
    const asking = { actor: frame.viewer.actor, now: this.clock.now() };
    const alone = await takenBackAlone(reader, { cooperativeId, contractId }, [undone], settings, asking);
    const isAlone = alone.has(undone) && (corrects === undefined || !needsApproval(settings, kind));
    return { needsApproval: !isAlone, isAlone };
  }

  /** Records what was typed, with its files; the same form sent twice is one entry. */
  async enter(
    entering: Entering,
    { typed: sent, files }: { readonly typed: Typed; readonly files: readonly NewFile[] },
    maker: Actor,
  ): Promise<Entered> {
    const { kind, frame, of } = entering;
    const shape = shapeOfKind(kind);
    if (sent['_more'] !== undefined) return this.form(entering, sent, { files });
    const on = dateTyped(sent['on'] ?? '', this.clock.today());
    const typed = compacted(shape, { ...sent, on, kind, ...(of === undefined ? {} : { of }) });
    try {
      return await this.attachments.withFiles(files, async (staged) => {
        const event = readEvent(withEvidence(objectTyped(shape, typed), staged.hashes));
        if (entering.corrects !== undefined) readShape(Correction, objectTyped(Correction, typed));
        const { known, twin, late, asks } = await this.ask(entering, event);
        const isDoubtful = asks.some(({ name, value }) => typed[name] !== value);
        if ((twin && typed['_again'] !== 'yes') || (late && typed['_late'] !== late.on) || isDoubtful) {
          const asked = { ...(twin ? { twin } : {}), ...(late ? { late } : {}), asks };
          return { ...(await this.form(entering, typed, { files, known })), ...asked };
        }
        const became = await this.submit(entering, event, { typed, staged }, maker);
        return late ? { ...became, late } : became;
      });
    } catch (error) {
      // What names no field of the form concerns the whole.
      return this.form(entering, typed, { errors: faultsOf(error, frame, typed), files });
    }
  }

  private async submit(
    entering: Entering,
    event: EventHead,
    { typed, staged }: { readonly typed: Typed; readonly staged: StagedFiles },
    maker: Actor,
  ) {
    const { frame, scope, number, corrects } = entering;
    const cooperative = frame.place?.code ?? '';
    const beside: InSameTransaction = async (unit) => {
      await staged.enter(unit, await requireContract(unit.tx, scope, number), maker.origin, event.id);
      await staged.settle();
    };
    const outcome =
      corrects === undefined
        ? await this.recording.record(cooperative, number, event, maker, beside)
        : await this.recording.correct(
            cooperative,
            number,
            {
              reversal: readEvent({ id: `${event.id}-r`, kind: 'reversal', of: corrects, reason: typed['_reason'] }),
              event,
            },
            maker,
            beside,
          );
    return 'proposed' in outcome
      ? ({ became: 'waiting', proposal: outcome.proposed.id } as const)
      : ({ became: 'recorded', seq: outcome.recorded.seq } as const);
  }

  /** What is to be answered before it is recorded, and the contract as it was read for that. */
  private ask({ frame, scope, number, corrects }: Entering, event: EventHead) {
    return this.reads.snapshot(async (reader) => {
      const known = await load(reader, scope, number);
      const held = { history: known.history, ...(corrects === undefined ? {} : { corrects }) };
      const asked = await questionsOf(reader, scope.cooperativeId, { contract: number, event }, held);
      const { duplicateOf, late, doubts } = asked;
      const twin = duplicateOf && lineOf(duplicateOf);
      return { known, twin, late, asks: doubts.map((doubt) => askOf(frame, doubt)) };
    });
  }
}

/** From the first fact on. */
async function load(reader: Reader, scope: Scope, number: string): Promise<Known> {
  const row = await requireContract(reader, scope, number);
  return { row, history: await loadHistory(reader, scope.cooperativeId, row, { whole: true }) };
}

/** The event with the files that came with it: so they are in the chain. */
function withEvidence(event: Record<string, unknown>, hashes: readonly string[]): Record<string, unknown> {
  if (hashes.length === 0) return event;
  const named = (event['evidence'] ?? []) as readonly string[];
  return { ...event, evidence: [...named, ...hashes.filter((hash) => !named.includes(hash))] };
}

function requireFact(facts: readonly Fact[], id: string): Fact {
  const fact = facts.find((f) => f.id === id);
  if (!fact) throw new DomainError('event_unknown', { event: id.slice(0, 80) }, 'event');
  return fact;
}

function lineOf(fact: Fact): NonNullable<EntryView['twin']> {
  const { id, kind, on, seq } = fact;
  return {
    id,
    kind,
    on,
    seq,
    event: fact.event,
    isReversed: fact.reversedOn !== undefined,
  };
}

/** The cursor begins where something is wrong, else at the first number that has to be typed, or the first text. */
function focusOf(kind: string, errors: ReadonlyMap<string, string>): string | undefined {
  const [wrong] = errors.keys();
  if (wrong) return wrong;
  const fields = [...fieldsOf(payloadOf(kind))].filter(([, spec]) => !spec.optional);
  return (
    fields.flatMap(([name, spec]) => numberIn(name, spec)).at(0) ?? fields.find(([, spec]) => spec.is === 'text')?.[0]
  );
}

function numberIn(name: string, spec: FieldSpec): string[] {
  if (spec.is === 'list' && spec.item.is === 'object')
    return [...fieldsOf(spec.item.shape())].flatMap(([inner, of]) => numberIn(`${name}[0].${inner}`, of));
  return spec.is === 'count' || spec.is === 'money' || spec.is === 'quantity' ? [name] : [];
}
