/** Everything that can be taken out of the book, for a season and as known on a day. */
import type { Season } from '../../../calendar/seasons';
import { comesInParts } from '../../../exports/file-exports.service';
import type { Offer } from '../../../exports/list';
import type { NoticeNames } from '../../../parties/notice-names.service';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { Scroll } from '../../kit/parts';

export interface ExportsView {
  readonly seasons: readonly Season[];
  readonly season: string | undefined;
  /** Files that the printed statements of the season fill. */
  readonly parts: number;
  readonly known: string | undefined;
  readonly offers: readonly Offer[];
  /** How public notices call households: the setting of the cooperative, or that of the day. */
  readonly names: NoticeNames;
}

export function ExportsPage({ view }: { view: ExportsView }) {
  const { frame, t } = useFrame();
  return (
    <Page title={t('exports.title')}>
      <div class="head">
        <h1>{t('exports.title')}</h1>
        <a href={addressOf(frame, 'jobs')}>{t('jobs.title')}</a>
      </div>
      <form class="filters" method="get">
        <label>
          {t('exports.season')}
          <select name="season">
            <option value="">{t('exports.allSeasons')}</option>
            {view.seasons.map((s) => (
              <option key={s.code} value={s.code} selected={s.code === view.season}>
                {s.name ?? s.code}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('exports.known')}
          <input type="date" name="known" value={view.known ?? ''} />
        </label>
        <button type="submit" class="outline">
          {t('exports.choose')}
        </button>
      </form>
      <p>
        {t('exports.lead')} <a href={addressOf(frame, 'mapping')}>{t('mapping.link')}</a>
      </p>
      <form method="post">
        <Csrf />
        <input type="hidden" name="season" value={view.season ?? ''} />
        <input type="hidden" name="known" value={view.known ?? ''} />
        <article>
          <Scroll label={t('exports.title')}>
            <table class="stack">
              <thead>
                <tr>
                  <th scope="col">{t('exports.what')}</th>
                  <th scope="col">{t('exports.files')}</th>
                </tr>
              </thead>
              <tbody>
                {view.offers.map((offer) => (
                  <OfferRow key={`${offer.what} ${offer.formats[0]}`} offer={offer} view={view} />
                ))}
              </tbody>
            </table>
          </Scroll>
        </article>
      </form>
    </Page>
  );
}

function OfferRow({ offer, view }: { offer: Offer; view: ExportsView }) {
  const { frame, t } = useFrame();
  const { what, formats, needsSeason } = offer;
  return (
    <tr>
      <th scope="row" class="wrap">
        {frame.tOr(`export.${what}${formats[0] === 'pdf' ? '.pdf' : ''}`, what)}
        {what === 'notice' ? <Names names={view.names} /> : null}
      </th>
      <td>
        {needsSeason && view.season === undefined ? (
          t('exports.needsSeason')
        ) : (
          <span class="files">
            {comesInParts({ what, format: formats[0] ?? '' }) && view.parts > 1 ? <Parts parts={view.parts} /> : null}
            {formats.map((format) => (
              <button key={format} type="submit" class="plain" name="file" value={`${what}.${format}`}>
                {format.toUpperCase()}
              </button>
            ))}
          </span>
        )}
      </td>
    </tr>
  );
}

/** Under which names households stand on the notice; who posts full names has to know it before. */
function Names({ names }: { names: NoticeNames }) {
  const { t } = useFrame();
  const said = t('exports.noticeNames', { names: t(`choice.names.${names}`) });
  return names === 'full' ? (
    <p class="told wait">
      <b class="line">{said}</b>
      {t('exports.noticeFull')}
    </p>
  ) : (
    <small class="below">{said}</small>
  );
}

/** The statements of a large season are printed in several files. */
function Parts({ parts }: { parts: number }) {
  const frame = useFrame();
  return (
    <select name="part" aria-label={frame.t('exports.part')}>
      {Array.from({ length: parts }, (_, i) => (
        <option key={i} value={String(i + 1)}>
          {frame.t('exports.partOf', { part: i + 1, parts })}
        </option>
      ))}
    </select>
  );
}
