/** What every page knows: its reader, their language, where they are, and what was just done. */
import type { FastifyRequest } from 'fastify';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AuthenticatedRequest } from '../../edge/access';
import { cookieOf } from '../../edge/cookies';
import { PAGE_LOCALES, pageLocale, VERTICAL, type PageLocale } from '../../i18n/pages';
import { speakerOf, type Speaker } from '../../i18n/speaker';
import { ANONYMOUS, type Role, type Viewer } from '../../identity/viewer';
import { readFlash, type Flash } from './flash';

/** The cooperative a page is about, as its reader may see it. */
export interface Place {
  readonly code: string;
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  readonly head: { readonly seq: number; readonly hash: string; readonly at: string | null };
}

export interface Frame extends Speaker {
  /** Labels in the traditional Mongolian script, where the page has them. */
  readonly isVertical: boolean;
  readonly viewer: Viewer;
  /** The address without its query; after a form was sent, that of the page it is on. */
  readonly path: string;
  /** The query as asked, without the choice of a language. */
  readonly query: Readonly<Record<string, string>>;
  readonly place?: Place;
  readonly flash?: Flash;
}

/** The frame, and all that is in it, so that a part takes both at once. */
type Framed = Frame & { readonly frame: Frame };

/** Carries the frame of the page that is rendered to all parts of it. */
export const FrameContext = createContext<Framed | undefined>(undefined);

/**
 * The frame of the page that a part stands in.
 *
 * @example const { frame, t } = useFrame()
 */
export function useFrame(): Framed {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('a part of a page is rendered outside of one');
  return frame;
}

/** The frame of the page that a request asks for; requests that the guard has not seen are nobody's. */
export function frameOf(request: FastifyRequest): Frame {
  const { viewer = ANONYMOUS, opened } = request as Partial<AuthenticatedRequest>;
  const { lang, ...query } = textsOf(request.query);
  const kept = cookieOf(request, 'sureg-lang');
  const locale = pageLocale([lang, kept, viewer.locale], request.headers['accept-language']);
  const flash = readFlash(request, viewer);
  return {
    ...speakerOf(locale),
    isVertical: (chosenLanguage(request) ?? kept) === VERTICAL,
    viewer,
    path: readablePath(request),
    query,
    ...(flash ? { flash } : {}),
    ...(opened ? { place: placeOf(opened) } : {}),
  };
}

/** A form may post to an address that cannot be read: the page it is on is then further up. */
function readablePath({ url, method, routeOptions, server }: FastifyRequest): string {
  // Two slashes at the beginning would be another site in a link.
  const path = (url.split('?')[0] ?? '/').replace(/^[/\\]+/, '/');
  const pattern = routeOptions?.url?.split('/');
  if (method === 'GET' || !pattern) return path;
  const parts = path.split('/');
  const isReadable = (length: number): boolean =>
    server.hasRoute({ method: 'GET', url: pattern.slice(0, length).join('/') });
  while (parts.length > 1 && !isReadable(parts.length)) parts.pop();
  return parts.join('/') || '/';
}

function placeOf({ cooperative, roles }: NonNullable<AuthenticatedRequest['opened']>): Place {
  const { code, name, head_seq: seq, head_hash: hash, head_at: at } = cooperative;
  return { code, name, roles, head: { seq, hash, at } };
}

/** The single texts of a query or of a form; of several values under one name, all, a line each. */
export function textsOf(input: unknown): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries((input ?? {}) as Record<string, unknown>)) {
    if (typeof value === 'string') texts[name] = value;
    else if (Array.isArray(value)) texts[name] = value.filter((v) => typeof v === 'string').join('\n');
  }
  return texts;
}

const CHOICES = [...PAGE_LOCALES, VERTICAL] as const;

/** The language a request chooses by `?lang=`. */
export function chosenLanguage(request: FastifyRequest): PageLocale | typeof VERTICAL | undefined {
  const { lang } = textsOf(request.query);
  return CHOICES.find((locale) => locale === lang);
}

/** The address of a page of the cooperative: `/c/WRYT/contracts/A-1`. */
export function addressOf(frame: Frame, ...parts: readonly string[]): string {
  if (!frame.place) throw new Error('the page is in no cooperative');
  return ['/c', frame.place.code, ...parts].map((part, i) => (i === 0 ? part : encodeURIComponent(part))).join('/');
}
