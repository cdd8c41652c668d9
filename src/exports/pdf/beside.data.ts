/** What a sheet tells beside the lines of its statement: what came late, what became of it, who has signed, and stock that cannot be. */
import type { DisputedLine } from '../../domain/book/workflow-lines';
import type { Section, SubjectLines } from '../../domain/statement/statement';
import { PARTIES, type Party } from '../../domain/statement/workflow';
import { actorWord } from '../../i18n/choices';
import { debtsOfStatement, subjectWords, type NamedDebt } from '../../i18n/debt-names';
import { eventSummary } from '../../i18n/event-summary';
import { longDate, moment } from '../../i18n/format';
import { speakerOf, type Speaker } from '../../i18n/speaker';
import { unexplainedStock } from '../../i18n/stock-words';
import type { LateFact } from '../../statements/late-facts.queries';
import type { WorkflowView, SignatureView, StepView } from '../../statements/workflow.queries';
import type { Wording, Words } from './words';

/** As much of a paper's SHA-256 as pages show. */
const SHORT_HASH = 8;

/** What is known of a statement beside its lines. */
export interface StatementContext {
  readonly life: WorkflowView;
  readonly late: readonly LateFact[];
}

/** The same as text. */
export interface ContextSheet {
  readonly late: readonly { readonly on: string; readonly what: Words; readonly bookedOn: string }[];
  readonly steps: readonly {
    readonly at: string;
    readonly by: Words;
    readonly what: Words;
    readonly said: readonly Words[];
  }[];
  readonly signatures: Readonly<Record<Party, readonly Words[]>>;
  readonly unexplained: readonly Words[];
}

export function contextSheet(
  subjects: readonly SubjectLines[],
  { life, late }: StatementContext,
  words: Wording,
): ContextSheet {
  const debts = debtsOfStatement({ subjects });
  const say = (what: (speaker: Speaker) => string): Words => words.both((locale) => what(speakerOf(locale)));
  return {
    late: late.map(({ kind, on, bookedOn, event }) => ({
      on,
      bookedOn,
      what: say((s) => `${s.word(`kind.${kind}`)} ${eventSummary(s, event, debts)}`.trim()),
    })),
    steps: life.steps.map((step) => ({
      at: moment(step.at),
      by: say((s) => actorWord(s, step.by)),
      what: say((s) => stepWords(s, step)),
      said: contentOf(step).map((part) => say((s) => part(s, debts))),
    })),
    signatures: Object.fromEntries(
      PARTIES.map((party) => [
        party,
        life.signatures.filter(({ role }) => role === party).map((given) => say((s) => signatureWords(s, given))),
      ]),
    ) as Record<Party, Words[]>,
    unexplained: linesOf(words, (s) => unexplainedStock(s, subjects)),
  };
}

/** Some sentences, each in the languages of the sheet. */
function linesOf(words: Wording, say: (speaker: Speaker) => readonly string[]): Words[] {
  const count = say(speakerOf('zh-CN')).length;
  return Array.from({ length: count }, (_, i) => words.both((locale) => say(speakerOf(locale))[i] ?? ''));
}

/** `已出示`; an answer is no state of its own. */
function stepWords(s: Speaker, { state, answer, current }: StepView): string {
  const name = answer === undefined ? s.word(`status.${state}`) : s.t('statement.answer');
  return current ? name : `${name} ${s.t('my.changedSince')}`;
}

type Sentence = (speaker: Speaker, debts: readonly NamedDebt[]) => string;

/** What was said with a step: the line that is meant, why, by when it is to be answered, the answer, and the paper it stands on. */
function contentOf({ line, reason, deadline, answer, attachment }: StepView): Sentence[] {
  return [
    ...(line ? [(s: Speaker, debts: readonly NamedDebt[]) => lineWords(s, line, debts)] : []),
    ...(reason === undefined ? [] : [() => reason]),
    ...(deadline === undefined ? [] : [(s: Speaker) => s.t('my.answerBy', { on: longDate(s.locale, deadline) })]),
    ...(answer === undefined ? [] : [() => answer]),
    ...(attachment === undefined ? [] : [(s: Speaker) => paperWords(s, attachment)]),
  ];
}

/** `应还牲畜 · 羔羊 · 已还`. */
function lineWords(s: Speaker, { section, subject, line }: DisputedLine, debts: readonly NamedDebt[]): string {
  const name = section === 'cash' || section === 'deposit' ? [] : [subjectWords(s, section as Section, subject, debts)];
  return [s.word(`section.${section}`), ...name, s.word(`line.${section}.${line}`)].join(' · ');
}

/** Who signed, how and when; of a signature on paper also who entered it. */
function signatureWords(s: Speaker, { how, by, at, signer, signedOn, attachment, current }: SignatureView): string {
  const who = actorWord(s, by);
  const content =
    how === 'paper'
      ? [signer, s.t('signed.paper'), signedOn, s.t('signed.recorded', { by: who, at: moment(at) })]
      : [who, s.t(`signed.${how}`), moment(at)];
  const paper = attachment === undefined ? undefined : paperWords(s, attachment);
  const words = [...content, paper].filter((word) => word !== undefined && word !== '').join(' · ');
  return current ? words : `${words} ${s.t('statement.void')}`;
}

function paperWords(s: Speaker, attachment: string): string {
  return `${s.t('signed.file')} ${attachment.slice(0, SHORT_HASH)}`;
}
