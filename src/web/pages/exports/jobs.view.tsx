/** One's own jobs: what was asked for, how far it is, and its file. */
import { HEADS_ENDING, needsHeadFile } from '../../../exports/heads';
import { message } from '../../../i18n/messages';
import { ACTIVE_STATES, type JobView } from '../../../jobs/job';
import { fileSize, moment, wholeNumber } from '../../../i18n/format';
import { addressOf, type Frame, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { NextPage, Scroll, Tag } from '../../kit/parts';

export interface JobsView {
  readonly jobs: readonly JobView[];
  readonly next?: string;
}

export const REFRESH_SECONDS = 2;

export function isActive(job: JobView | undefined): job is JobView {
  return job !== undefined && ACTIVE_STATES.includes(job.state);
}

export function JobsPage({ view }: { view: JobsView }) {
  const { frame, t } = useFrame();
  const refresh = view.jobs.some(isActive) ? { refreshSeconds: REFRESH_SECONDS } : {};
  return (
    <Page title={t('jobs.title')} {...refresh}>
      <div class="head">
        <h1>{t('jobs.title')}</h1>
        <a href={addressOf(frame, 'exports')}>{t('exports.title')}</a>
      </div>
      <p>{t('jobs.lead')}</p>
      <article>
        {view.jobs.length === 0 ? <p>{t('jobs.none')}</p> : <JobsTable jobs={view.jobs} />}
        <NextPage cursor={view.next} />
      </article>
    </Page>
  );
}

function JobsTable({ jobs }: { jobs: readonly JobView[] }) {
  const { frame, t } = useFrame();
  return (
    <Scroll label={t('jobs.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('exports.what')}</th>
            <th scope="col">{t('exports.season')}</th>
            <th scope="col">{t('jobs.asked')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('exports.files')}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <th scope="row" class="wrap">
                {nameOf(frame, job)}
              </th>
              <td>{job.season}</td>
              <td>{moment(job.askedAt)}</td>
              <td class="wrap">
                <JobState job={job} />
              </td>
              <td>
                <JobActions job={job} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function nameOf(frame: Frame, { kind, what = '', format = '', part }: JobView): string {
  if (kind === 'check') return frame.t('chain.check');
  if (kind === 'present' || kind === 'settle') return frame.t(`seasons.${kind}`);
  const name = frame.tOr(`export.${what}${format === 'pdf' ? '.pdf' : ''}`, what);
  return [name, format.toUpperCase(), part && frame.t('exports.partNumber', { part })].filter(Boolean).join(' · ');
}

/** Where a job stands, in words; while it runs with a bar, full of what is known beforehand. */
export function JobState({ job }: { job: JobView }) {
  const { frame, t } = useFrame();
  const tone = { waiting: 'quiet', running: 'warn', done: 'ok', failed: 'bad', canceled: 'quiet', expired: 'quiet' } as const; // prettier-ignore
  return (
    <>
      <Tag tone={tone[job.state]}>{t(`jobs.state.${job.state}`)}</Tag>
      {job.state === 'running' ? <Bar job={job} /> : null}
      {job.error === undefined ? null : <p>{message(frame.locale, job.error, job.details)}</p>}
      {job.result === undefined ? null : <p>{resultWords(frame, job.result)}</p>}
    </>
  );
}

function Bar({ job: { kind, done, total } }: { job: JobView }) {
  const { t, locale } = useFrame();
  const known = total === undefined ? {} : { value: done, max: Math.max(1, total) };
  return (
    <>
      <progress aria-label={t('jobs.progress')} {...known} />
      <small>
        {kind === 'export'
          ? t('jobs.written', { size: fileSize(locale, done) })
          : total === undefined
            ? null
            : t('jobs.of', { done: wholeNumber(locale, done), total: wholeNumber(locale, total) })}
      </small>
    </>
  );
}

/** What a check of the whole book found, or what presenting or settling came to. */
export function resultWords({ t, locale }: Frame, result: NonNullable<JobView['result']>): string {
  if ('presented' in result)
    return t('flash.presented', { presented: String(result.presented), others: String(result.others) });
  if ('failed' in result)
    return t(result.failed > 0 ? 'run.failed' : 'run.done', {
      done: wholeNumber(locale, result.done - result.failed),
      total: wholeNumber(locale, result.total),
    });
  return result.isWhole ? t('chain.whole') : t('chain.broken', { seq: result.seq, what: result.what });
}

function JobActions({ job }: { job: JobView }) {
  const { frame, t, locale } = useFrame();
  const { file } = job;
  if (!file && !isActive(job)) return null;
  return (
    <div class="files">
      {file ? (
        <a href={addressOf(frame, 'jobs', String(job.id), 'file')} download={file.name}>
          {t('jobs.download', { size: fileSize(locale, file.bytes) })}
        </a>
      ) : null}
      {file && needsHeadFile(job.format ?? '') ? (
        <a href={addressOf(frame, 'jobs', String(job.id), 'file', 'head')} download={`${file.name}${HEADS_ENDING}`}>
          {t('jobs.head')}
        </a>
      ) : null}
      <form method="post" action={addressOf(frame, 'jobs', String(job.id), 'cancel')}>
        <Csrf />
        <button type="submit" class="plain">
          {t(file ? 'jobs.discard' : 'jobs.cancel')}
        </button>
      </form>
    </div>
  );
}
