/** The frame around every page: its head, the ways to other pages, the language, and the head of the chain at its foot. */
import type { ComponentChildren } from 'preact';
import { PAGE_LOCALES } from '../i18n/pages';
import type { Role } from '../identity/viewer';
import { assetUrl } from './assets';
import { moment } from './format';
import { addressOf, type Frame } from './frame';
import type { PageKey } from '../i18n/pages';

/** A way to a page of the cooperative, for those with one of the roles. */
interface Way {
  readonly name: PageKey;
  readonly parts: readonly string[];
  readonly roles: readonly Role[];
}

const STAFF: readonly Role[] = ['clerk', 'branch', 'auditor', 'administrator'];

const WAYS: readonly Way[] = [
  { name: 'nav.home', parts: [], roles: STAFF },
  { name: 'nav.contracts', parts: ['contracts'], roles: STAFF },
  { name: 'nav.households', parts: ['households'], roles: STAFF },
  { name: 'nav.entry', parts: ['entry'], roles: ['clerk'] },
  { name: 'nav.slips', parts: ['slips'], roles: STAFF },
  { name: 'nav.seasons', parts: ['seasons'], roles: STAFF },
  { name: 'nav.statements', parts: ['statements'], roles: ['branch', 'auditor'] },
  { name: 'nav.proposals', parts: ['proposals'], roles: STAFF },
  { name: 'nav.exports', parts: ['exports'], roles: STAFF },
  { name: 'nav.audit', parts: ['audit'], roles: ['auditor', 'administrator'] },
  { name: 'nav.users', parts: ['users'], roles: ['administrator', 'auditor'] },
];

export const LANGUAGE_NAMES = { 'zh-CN': '中文', en: 'English', mn: 'Монгол' } as const;

interface PageProps {
  readonly frame: Frame;
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

export function Page({ frame, title, refreshSeconds, isNarrow, isPlain, running, children }: PageProps) {
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
        <Top frame={frame} name={name} />
        <main id="main" class={isNarrow ? 'narrow' : undefined}>
          {frame.flash ? <Told frame={frame} /> : null}
          {children}
        </main>
        <Foot frame={frame} />
      </body>
    </html>
  );
}

function Top({ frame, name }: { frame: Frame; name: string }) {
  const home = frame.place ? addressOf(frame) : '/';
  return (
    <header class="bar">
      <a class="brand" href={home}>
        {name}
      </a>
      <nav aria-label={frame.t('nav.main')}>
        {frame.place ? <Ways frame={frame} /> : null}
        {frame.viewer.kind === 'anonymous' ? null : <Me frame={frame} />}
      </nav>
    </header>
  );
}

function Ways({ frame }: { frame: Frame }) {
  const { place } = frame;
  const open = WAYS.filter((way) => way.roles.some((role) => place?.roles.has(role)));
  return (
    <ul class="ways">
      {open.map(({ name, parts }) => {
        const address = addressOf(frame, ...parts);
        const isHere = parts.length === 0 ? frame.path === address : frame.path.startsWith(address);
        return (
          <li key={name}>
            <a href={address} aria-current={isHere ? 'page' : undefined}>
              {frame.t(name)}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Me({ frame }: { frame: Frame }) {
  return (
    <form class="me" method="post" action="/sign-out">
      <Csrf frame={frame} />
      <a href={frame.viewer.kind === 'herder' ? '/my' : '/account'}>{frame.viewer.name}</a>
      <button type="submit" class="plain">
        {frame.t('nav.signOut')}
      </button>
    </form>
  );
}

/** The hidden field that proves a form is ours. */
export function Csrf({ frame }: { frame: Frame }) {
  return <input type="hidden" name="_csrf" value={frame.viewer.csrf ?? ''} />;
}

function Told({ frame }: { frame: Frame }) {
  const { flash } = frame;
  return flash ? (
    <p class={`told ${flash.tone}`} role="status">
      {frame.t(flash.key, flash.params)}
    </p>
  ) : null;
}

function Foot({ frame }: { frame: Frame }) {
  const { place } = frame;
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
                <a lang={locale} hreflang={locale} href={`?${queryOf({ ...frame.query, lang: locale })}`}>
                  {LANGUAGE_NAMES[locale]}
                </a>
              )}
            </li>
          ))}
        </ul>
      </nav>
      {frame.locale === 'mn' ? <p class="chain">{frame.t('foot.unread')}</p> : null}
    </footer>
  );
}

/** A query string of the texts that are not empty. */
export function queryOf(query: Readonly<Record<string, string | undefined>>): string {
  const kept = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return new URLSearchParams(kept).toString();
}
