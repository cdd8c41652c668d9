/** Who did what, and the chain of the book: what an auditor looks at. */
import type { AuditRow } from '../../../audit/audit.queries';
import type { JobView } from '../../../jobs/job';
import { moment, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page, queryOf } from '../../kit/page';
import { isActive, JobState, REFRESH_SECONDS, resultWords } from '../exports/jobs.view';
import { NextPage, Scroll } from '../../kit/parts';

export interface AuditView {
  readonly rows: readonly AuditRow[];
  readonly next?: string;
  readonly actions: readonly string[];
}

export function AuditPage({ view }: { view: AuditView }) {
  const { frame, t, query } = useFrame();
  const { after: _after, ...filters } = query;
  const csv = queryOf(filters);
  return (
    <Page title={t('audit.title')}>
      <div class="head">
        <h1>{t('audit.title')}</h1>
        <a href={addressOf(frame, 'chain')}>{t('chain.title')}</a>
      </div>
      <form class="filters" method="get">
        <label>
          {t('audit.actor')}
          <input type="text" name="actor" value={query['actor'] ?? ''} />
        </label>
        <label>
          {t('audit.action')}
          <select name="action">
            <option value="">{t('list.all')}</option>
            {view.actions.map((action) => (
              <option key={action} value={action} selected={action === query['action']}>
                {frame.tOr(`audit.did.${action}`, action)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('column.from')}
          <input type="date" name="from" value={query['from'] ?? ''} />
        </label>
        <label>
          {t('column.to')}
          <input type="date" name="to" value={query['to'] ?? ''} />
        </label>
        <button type="submit" class="outline">
          {t('list.filter')}
        </button>
        <a href={`${addressOf(frame, 'audit.csv')}${csv === '' ? '' : `?${csv}`}`} download>
          {t('audit.csv')}
        </a>
      </form>
      <article>
        {view.rows.length === 0 ? <p>{t('list.empty')}</p> : <Trail rows={view.rows} />}
        <NextPage cursor={view.next} />
      </article>
    </Page>
  );
}

function Trail({ rows }: { rows: readonly AuditRow[] }) {
  const { frame, t } = useFrame();
  return (
    <Scroll label={t('audit.title')}>
      <table class="stack small">
        <thead>
          <tr>
            <th scope="col">{t('audit.at')}</th>
            <th scope="col">{t('audit.actor')}</th>
            <th scope="col">{t('audit.action')}</th>
            <th scope="col">{t('audit.subject')}</th>
            <th scope="col">{t('audit.before')}</th>
            <th scope="col">{t('audit.after')}</th>
            <th scope="col">{t('sessions.address')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{moment(row.at)}</td>
              <th scope="row">{row.actor}</th>
              <td>{frame.tOr(`audit.did.${row.action}`, row.action)}</td>
              <td class="wrap">{row.subject}</td>
              <td class="wrap" data-label={row.before === null ? undefined : t('audit.before')}>
                {row.before}
              </td>
              <td class="wrap" data-label={row.after === null ? undefined : t('audit.after')}>
                {row.after}
              </td>
              <td>{row.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** @param check the last one that the reader asked for */
export function ChainPage({ check }: { check: JobView | undefined }) {
  const { frame, t, place, locale } = useFrame();
  const head = place?.head;
  const refresh = isActive(check) ? { refreshSeconds: REFRESH_SECONDS } : {};
  return (
    <Page title={t('chain.title')} isNarrow {...refresh}>
      <h1>{t('chain.title')}</h1>
      {check === undefined ? null : <Check check={check} />}
      <article>
        <dl class="pairs">
          <dt>{t('chain.seq')}</dt>
          <dd>{wholeNumber(locale, head?.seq ?? 0)}</dd>
          <dt>{t('audit.at')}</dt>
          <dd>{head?.at ? moment(head.at) : '—'}</dd>
        </dl>
        <p class="chain">
          SHA-256 <code>{head?.hash}</code>
        </p>
        <p>{t('chain.keep')}</p>
        <div class="actions">
          <a role="button" class="outline" href={addressOf(frame, 'chain', 'anchor.json')} download>
            {t('chain.anchor')}
          </a>
          <form method="post" action={addressOf(frame, 'chain')}>
            <Csrf />
            <button type="submit" disabled={isActive(check)}>
              {t('chain.check')}
            </button>
          </form>
        </div>
      </article>
    </Page>
  );
}

function Check({ check }: { check: JobView }) {
  const frame = useFrame();
  const { result } = check;
  if (result === undefined || !('isWhole' in result))
    return (
      <div role="status">
        <JobState job={check} />
      </div>
    );
  return (
    <p class={result.isWhole ? 'told good' : 'faults'} role={result.isWhole ? 'status' : 'alert'}>
      {moment(check.finishedAt ?? check.askedAt)} {resultWords(frame, result)}
    </p>
  );
}
