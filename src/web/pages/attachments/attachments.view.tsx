/** Photos and papers that are kept with a contract or an event. */
import type { AttachmentRow } from '../../../attachments/attachments.queries';
import { fileSize, moment } from '../../../i18n/format';
import { Faults } from '../../kit/forms/fields';
import { FilesField } from '../../kit/forms/files-field';
import type { FormState } from '../../kit/forms/inputs';
import { addressOf, type Frame, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import type { EventGlance } from '../events/entry.view';
import type { NamedDebt } from '../../../i18n/debt-names';
import { eventSummary } from '../../../i18n/event-summary';
import { Tag } from '../../kit/parts';

/** A file, and whether the event itself names it, so that it is in the chain. */
export interface FileView {
  readonly row: AttachmentRow;
  readonly isInEntry: boolean;
}

export interface EventFilesView {
  readonly number: string;
  /** Its id; also of an event that still waits for approval. */
  readonly event: string;
  readonly glance?: EventGlance;
  readonly debts: readonly NamedDebt[];
  readonly files: readonly FileView[];
}

/** The files of one event, and a form to add to them. */
export function EventFilesPage({ view, form }: { view: EventFilesView; form: FormState }) {
  const { frame, t } = useFrame();
  const { number, glance } = view;
  const mayAdd = frame.place?.roles.has('clerk') || frame.place?.roles.has('branch');
  const title = glance ? `${frame.word(`kind.${glance.kind}`)} ${glance.on}` : view.event;
  return (
    <Page title={t('files.of', { what: title })} isNarrow>
      <hgroup>
        <h1>{t('files.of', { what: title })}</h1>
        <p>
          <a href={`${addressOf(frame, 'contracts', number)}?event=${encodeURIComponent(view.event)}#e-${view.event}`}>
            {t('contract.title', { number })}
          </a>
        </p>
      </hgroup>
      {glance ? <p>{eventSummary(frame, glance.event, view.debts)}</p> : <p class="told wait">{t('files.waits')}</p>}
      <FileList number={number} files={view.files} what={title} />
      {mayAdd ? <AddFiles form={form} /> : null}
    </Page>
  );
}

function AddFiles({ form }: { form: FormState }) {
  const { frame, t } = useFrame();
  return (
    <article>
      <h2>{t('files.add')}</h2>
      <form method="post" action={frame.path} enctype="multipart/form-data">
        <Csrf />
        <Faults form={form} />
        <FilesField form={form} label={t('files.choose')} isMany />
        <button type="submit">{t('files.keep')}</button>
        <small class="hint">{t('files.stay')}</small>
      </form>
    </article>
  );
}

/** All files of a contract. */
export function ContractFilesPage({ number, files }: { number: string; files: readonly FileView[] }) {
  const { frame, t } = useFrame();
  const title = t('files.of', { what: number });
  return (
    <Page title={title} isNarrow>
      <hgroup>
        <h1>{title}</h1>
        <p>
          <a href={addressOf(frame, 'contracts', number)}>{t('contract.title', { number })}</a>
        </p>
      </hgroup>
      <FileList number={number} files={files} what={number} hasEvents />
    </Page>
  );
}

interface FileListProps {
  readonly number: string;
  readonly files: readonly FileView[];
  /** What they show, for those who do not see them. */
  readonly what: string;
  /** Each says which event it belongs to. */
  readonly hasEvents?: boolean;
}

function FileList({ number, files, what, hasEvents }: FileListProps) {
  const frame = useFrame();
  if (files.length === 0) return <p>{frame.t('list.empty')}</p>;
  return (
    <ul class="photos">
      {files.map(({ row, isInEntry }) => (
        <li key={row.sha256}>
          {row.type.startsWith('image/') ? (
            <img src={fileHref(frame, number, row.sha256)} alt={`${what}: ${row.name}`} loading="lazy" />
          ) : null}
          <p>
            <a href={fileHref(frame, number, row.sha256)} download={row.name}>
              {row.name}
            </a>{' '}
            {hasEvents ? null : (
              <Tag tone={isInEntry ? 'ok' : 'quiet'}>{frame.t(isInEntry ? 'files.inEntry' : 'files.later')}</Tag>
            )}
            {hasEvents && row.event_id !== null ? (
              <a href={addressOf(frame, 'contracts', number, 'events', row.event_id, 'files')}>
                {frame.t('files.toEvent')}
              </a>
            ) : null}
            <small class="below">
              {fileSize(frame.locale, row.bytes)} · {row.added_by} · {moment(row.added_at)} · SHA-256{' '}
              <code>{row.sha256.slice(0, 16)}</code>
            </small>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Where a file of a contract is fetched from. */
export function fileHref(frame: Frame, number: string, sha256: string): string {
  return addressOf(frame, 'contracts', number, 'files', sha256);
}
