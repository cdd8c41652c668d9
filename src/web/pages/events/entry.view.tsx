/** The form on which one event is entered: made from the kind's own shape, with today, the contract and the last entry filled in. */
import type { Owed } from '../../../domain/contract/owing';
import { fieldsOf, type FieldSpec, type Shape } from '../../../domain/shape/spec';
import { EventHead } from '../../../domain/events/kind';
import type { LateBooking } from '../../../domain/recording/booking';
import { Faults, FieldOf, Fields } from '../../kit/forms/fields';
import { FilesField } from '../../kit/forms/files-field';
import type { FormState } from '../../kit/forms/inputs';
import type { GridAsk } from '../../kit/islands/asked';
import { heads } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page, queryOf } from '../../kit/page';
import { TermsFields } from '../contracts/contract-form.view';
import { eventSummary } from '../../../i18n/event-summary';
import { debtName, type NamedDebt } from '../../../i18n/debt-names';
import { Tag } from '../../kit/parts';

/** An event in a line. */
export interface EventGlance {
  readonly id: string;
  readonly kind: string;
  readonly on: string;
  readonly seq: number;
  readonly event: object;
  readonly isReversed: boolean;
}

export interface EntryView {
  readonly number: string;
  readonly kind: string;
  /** A second person has to approve it, whatever it moves. */
  readonly needsApproval: boolean;
  /** It takes back what the reader may take back without one. */
  readonly isAlone: boolean;
  readonly payload: Shape;
  readonly form: FormState;
  readonly owed: readonly Owed[];
  readonly last: readonly EventGlance[];
  /** What is reversed or corrected. */
  readonly meant?: EventGlance;
  readonly corrects?: string;
  /** An entry that says the same: perhaps this one was entered before. */
  readonly twin?: EventGlance;
  /** It happened in a season that is closed. */
  readonly late?: LateBooking;
  /** What else is doubtful. */
  readonly asks?: readonly GridAsk[];
  readonly today: string;
}

export function EntryPage({ view }: { view: EntryView }) {
  const { frame, t } = useFrame();
  const { number, kind, form } = view;
  const title = t(view.corrects === undefined ? 'entry.head' : 'entry.correcting', {
    kind: frame.word(`kind.${kind}`),
  });
  const action = queryOf({ kind, of: form.typed['of'], corrects: view.corrects });
  return (
    <Page title={`${title} · ${number}`} isNarrow={kind !== 'amendment'}>
      <hgroup>
        <h1>{title}</h1>
        <p>
          <a href={addressOf(frame, 'contracts', number)}>{t('contract.title', { number })}</a>
          {view.owed.map((o) => (
            <span class="line" key={o.subject}>
              {debtName(frame, o, view.owed)}: {t('owed.still', { heads: heads(frame.locale, o.total - o.settled) })}
            </span>
          ))}
        </p>
      </hgroup>
      {view.needsApproval ? <p class="told wait">{t('entry.willWait')}</p> : null}
      {view.isAlone ? <p class="told">{t('entry.alone')}</p> : null}
      {view.meant ? <Meant event={view.meant} debts={view.owed} isReversal={kind === 'reversal'} /> : null}
      <article>
        <form method="post" action={`?${action}`} class="entry" enctype="multipart/form-data">
          <Csrf />
          <input type="hidden" name="id" value={form.typed['id']} />
          <Faults form={form} />
          {view.twin ? <Twin event={view.twin} debts={view.owed} /> : null}
          {view.late ? <LateNotice late={view.late} /> : null}
          {view.asks?.map((ask) => (
            <Doubtful key={ask.name} ask={ask} />
          ))}
          <EntryFields view={view} />
          <div class="actions">
            <button type="submit" name="_then" value="">
              {t(saveKey(view))}
            </button>
            {view.needsApproval || view.isAlone ? null : (
              <button type="submit" name="_then" value="new" class="outline" data-again>
                {t('entry.saveAndNew')}
              </button>
            )}
            <a href={addressOf(frame, 'contracts', number)}>{t('form.cancel')}</a>
          </div>
        </form>
      </article>
      <LastEvents events={view.last} debts={view.owed} />
    </Page>
  );
}

/** What the button says: before it is pressed it is known whether a second person is needed. */
function saveKey({ needsApproval, isAlone, kind }: EntryView): 'entry.propose' | 'entry.takeBack' | 'entry.save' {
  if (needsApproval) return 'entry.propose';
  return isAlone && kind === 'reversal' ? 'entry.takeBack' : 'entry.save';
}

function EntryFields({ view }: { view: EntryView }) {
  const frame = useFrame();
  const { form, payload } = view;
  const head = fieldsOf(EventHead);
  const spec = (name: string): FieldSpec => head.get(name) as FieldSpec;
  const isOpen =
    ['note', 'evidence'].some((name) => form.typed[name] || form.errors.has(name)) || form.lostFiles !== undefined;
  return (
    <>
      <div class="fields">
        <FieldOf
          spec={view.kind === 'reversal' ? spec('on') : { ...spec('on'), optional: false }}
          path="on"
          form={form}
        />
        {view.kind === 'amendment' ? null : <Fields shape={payload} form={form} />}
        {view.corrects === undefined ? null : (
          <FieldOf spec={{ is: 'text', max: 2000, multiline: true, quotes: true }} path="_reason" form={form} />
        )}
      </div>
      {view.kind === 'amendment' ? <TermsFields form={form} /> : null}
      <details open={isOpen}>
        <summary>{frame.t('entry.more')}</summary>
        <div class="fields">
          <FilesField form={form} label={frame.t('files.choose')} isOptional isMany />
          {['note', 'by', 'evidence'].map((name) => (
            <FieldOf key={name} spec={spec(name)} path={name} form={form} />
          ))}
        </div>
      </details>
    </>
  );
}

interface GlanceProps {
  readonly event: EventGlance;
  readonly debts: readonly NamedDebt[];
}

function Meant({ isReversal, ...glance }: GlanceProps & { isReversal: boolean }) {
  const frame = useFrame();
  return (
    <article class="meant">
      <p>{frame.t(isReversal ? 'entry.reverses' : 'entry.corrects')}</p>
      <Glance {...glance} />
    </article>
  );
}

function Twin(glance: GlanceProps) {
  const frame = useFrame();
  return (
    <div class="told wait" role="alert">
      <p>{frame.t('entry.twin')}</p>
      <Glance {...glance} />
      <label>
        <input type="checkbox" name="_again" value="yes" required />
        {frame.t('entry.again')}
      </label>
    </div>
  );
}

/** Whoever enters it has to know that it changes nothing of what was closed, and where it will be seen. */
function LateNotice({ late }: { late: LateBooking }) {
  const frame = useFrame();
  const { on, closed, open, bookedOn } = late;
  return (
    <div class="told wait" role="alert">
      <p>{frame.t('entry.late', { on, closed, open, bookedOn })}</p>
      <label>
        <input type="checkbox" name="_late" value={on} required />
        {frame.t('entry.asLate')}
      </label>
    </div>
  );
}

function Doubtful({ ask: { name, value, text, box } }: { ask: GridAsk }) {
  return (
    <div class="told wait" role="alert">
      <p>{text}</p>
      <label>
        <input type="checkbox" name={name} value={value} required />
        {box}
      </label>
    </div>
  );
}

function LastEvents({ events, debts }: Omit<GlanceProps, 'event'> & { events: readonly EventGlance[] }) {
  const frame = useFrame();
  if (events.length === 0) return null;
  return (
    <article>
      <h2>{frame.t('entry.last')}</h2>
      {events.map((event) => (
        <Glance key={event.id} event={event} debts={debts} />
      ))}
    </article>
  );
}

function Glance({ event, debts }: GlanceProps) {
  const frame = useFrame();
  return (
    <p class="glance">
      {event.on} <b>{frame.word(`kind.${event.kind}`)}</b> {eventSummary(frame, event.event, debts)}{' '}
      {event.isReversed ? <Tag tone="bad">{frame.t('event.reversed')}</Tag> : null}
    </p>
  );
}
