/** The frame around every page: its head, the ways to other pages, the language, and the head of the chain at its foot. */
import type { ComponentChildren } from 'preact';
import { PAGE_LOCALES } from '../../i18n/pages';
import type { Role } from '../../identity/viewer';
import { assetUrl } from './assets';
import { moment } from '../../i18n/format';
import { addressOf, type Frame, useFrame } from './frame';
import type { PageKey } from '../../i18n/pages';

/** A way to a page of the cooperative, for those with one of the roles. */
interface Way {
  readonly name: PageKey;
  /** The letter that goes there. */
  readonly key: string;
  readonly parts: readonly string[];
  readonly roles: readonly Role[];
}

const STAFF: readonly Role[] = ['clerk', 'branch', 'auditor', 'administrator'];

const WAYS: readonly Way[] = [
  { name: 'nav.home', key: 'h', parts: [], roles: STAFF },
  { name: 'nav.contracts', key: 'c', parts: ['contracts'], roles: STAFF },
  { name: 'nav.households', key: 'o', parts: ['households'], roles: STAFF },
  { name: 'nav.entry', key: 'e', parts: ['entry'], roles: ['clerk'] },
  { name: 'nav.slips', key: 'l', parts: ['slips'], roles: STAFF },
  { name: 'nav.seasons', key: 's', parts: ['seasons'], roles: STAFF },
  { name: 'nav.statements', key: 't', parts: ['statements'], roles: ['branch', 'auditor'] },
  { name: 'nav.proposals', key: 'p', parts: ['proposals'], roles: STAFF },
  { name: 'nav.exports', key: 'x', parts: ['exports'], roles: STAFF },
  { name: 'nav.audit', key: 'a', parts: ['audit'], roles: ['auditor', 'administrator'] },
  { name: 'nav.users', key: 'u', parts: ['users'], roles: ['administrator', 'auditor'] },
];

export const LANGUAGE_NAMES = { 'zh-CN': '中文', en: 'English', mn: 'Монгол' } as const;

interface PageProps {
  readonly title: string;
  /** Read again after so many seconds, while something is under way. */
  readonly refreshSeconds?: number;
  /** A narrow page, for phones and for forms. */
  readonly isNarrow?: boolean;
  /** Without scripts, for cheap telephones. */
  readonly isPlain?: boolean;
  /** Stands at the head of every sheet that is printed of the page, and nowhere else. */
  readonly running?: string;
  readonly children: ComponentChildren;
}

export function Page({ title, refreshSeconds, isNarrow, isPlain, running, children }: PageProps) {
  const frame = useFrame();
  const name = frame.place?.name ?? frame.t('app.name');
  return (
    <html lang={frame.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{title === name ? title : `${title} · ${name}`}</title>
        {refreshSeconds === undefined ? null : <meta http-equiv="refresh" content={String(refreshSeconds)} />}
        <link rel="icon" type="image/svg+xml" href={assetUrl('icon.svg')} />
        <link rel="stylesheet" href={assetUrl('pico.css')} />
        <link rel="stylesheet" href={assetUrl('app.css')} />
        {isPlain ? null : <script type="module" src={assetUrl('islands.js')} />}
      </head>
      <body>
        {running === undefined ? null : (
          <p class="running" aria-hidden="true">
            <span>{running}</span>
          </p>
        )}
        <a class="skip" href="#main">
          {frame.t('nav.skip')}
        </a>
        <Top name={name} />
        <main id="main" class={isNarrow ? 'narrow' : undefined}>
          {frame.flash ? <Message /> : null}
          {children}
        </main>
        <Foot />
        {isPlain || !hasKeys(frame) ? null : <Keys />}
      </body>
    </html>
  );
}

function Top({ name }: { name: string }) {
  const frame = useFrame();
  const home = frame.place ? addressOf(frame) : '/';
  return (
    <header class="bar">
      <a class="brand" href={home}>
        {name}
      </a>
      <nav aria-label={frame.t('nav.main')}>
        {frame.place ? <Ways /> : null}
        {frame.viewer.kind === 'anonymous' ? null : <Me />}
      </nav>
    </header>
  );
}

function Ways() {
  const { frame, place } = useFrame();
  const open = WAYS.filter((way) => way.roles.some((role) => place?.roles.has(role)));
  return (
    <ul class="ways">
      {open.map(({ name, key, parts }) => {
        const address = addressOf(frame, ...parts);
        const isHere = parts.length === 0 ? frame.path === address : frame.path.startsWith(address);
        return (
          <li key={name}>
            <a href={address} aria-current={isHere ? 'page' : undefined} data-key={key}>
              {frame.t(name)}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Me() {
  const frame = useFrame();
  return (
    <form class="me" method="post" action="/sign-out">
      <Csrf />
      <a href={frame.viewer.kind === 'herder' ? '/my' : '/account'}>{frame.viewer.name}</a>
      <button type="submit" class="plain">
        {frame.t('nav.signOut')}
      </button>
    </form>
  );
}

/** The hidden field that proves a form is ours. */
export function Csrf() {
  const frame = useFrame();
  return <input type="hidden" name="_csrf" value={frame.viewer.csrf ?? ''} />;
}

function Message() {
  const { frame, flash } = useFrame();
  return flash ? (
    <p class={`told ${flash.tone}`} role="status">
      {frame.t(flash.key, flash.params)}
    </p>
  ) : null;
}

function Foot() {
  const { frame, place } = useFrame();
  return (
    <footer>
      {place && place.head.seq > 0 ? (
        <p class="chain">
          {frame.t('foot.chain', { seq: place.head.seq, at: place.head.at === null ? '' : moment(place.head.at) })}{' '}
          <code>{place.head.hash.slice(0, 16)}</code>
        </p>
      ) : null}
      <nav aria-label={frame.t('foot.language')}>
        <ul>
          {PAGE_LOCALES.map((locale) => (
            <li key={locale}>
              {locale === frame.locale ? (
                <b lang={locale} aria-current="true">
                  {LANGUAGE_NAMES[locale]}
                </b>
              ) : (
                <a lang={locale} hreflang={locale} href={`${frame.path}?${queryOf({ ...frame.query, lang: locale })}`}>
                  {LANGUAGE_NAMES[locale]}
                </a>
              )}
            </li>
          ))}
        </ul>
      </nav>
      {hasKeys(frame) ? (
        <button type="button" id="keys-open" class="plain" hidden>
          {frame.t('keys.title')} <kbd>?</kbd>
        </button>
      ) : null}
      {frame.locale === 'mn' ? <p class="chain">{frame.t('foot.unread')}</p> : null}
    </footer>
  );
}

/** Keys lead to the pages of a cooperative, for those who work there. */
function hasKeys(frame: Frame): boolean {
  return frame.place !== undefined && frame.viewer.kind === 'user';
}

/** The keys of the page, filled in by scripts: without them there are none. */
function Keys() {
  const { t } = useFrame();
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <article>
        <h2 id="keys-title">{t('keys.title')}</h2>
        <ul class="keys" />
        <p>{t('keys.dates')}</p>
        <p>{t('keys.again')}</p>
        <label>
          <input type="checkbox" role="switch" />
          {t('keys.on')}
        </label>
        <form method="dialog">
          <button type="submit">{t('keys.close')}</button>
        </form>
      </article>
    </dialog>
  );
}

/** A query string of the texts that are not empty. */
export function queryOf(query: Readonly<Record<string, string | undefined>>): string {
  const kept = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return new URLSearchParams(kept).toString();
}
