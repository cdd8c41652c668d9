/** The files that pages need beside themselves: named by their content, so that browsers keep them for a year. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../domain/errors';

/** What `npm run build` writes: names as pages know them, names as they are served. */
type Manifest = Readonly<Record<string, string>>;

/** One file, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

/** Beside the compiled code, or seen from the sources when tests run those. */
const PLACES = [join(__dirname, '..', 'public'), join(__dirname, '..', '..', '..', 'dist', 'src', 'web', 'public')];

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

let known: { readonly manifest: Manifest; readonly files: ReadonlyMap<string, Asset> } | undefined;

function load(): NonNullable<typeof known> {
  const place = PLACES.find((p) => existsSync(join(p, 'manifest.json')));
  if (place === undefined) throw new Error('the pages are not built: npm run build');
  const manifest = JSON.parse(readFileSync(join(place, 'manifest.json'), 'utf8')) as Manifest;
  const files = Object.values(manifest).map((file): [string, Asset] => [
    file,
    {
      type: TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      plain: readFileSync(join(place, file)),
      gzip: readFileSync(join(place, `${file}.gz`)),
    },
  ]);
  known = { manifest, files: new Map(files) };
  return known;
}

/** Where a page finds `app.css` and the like. */
export function assetUrl(name: string): string {
  const file = (known ?? load()).manifest[name];
  if (file === undefined) throw new Error(`no such asset: ${name}`);
  return `/assets/${file}`;
}

/** @throws DomainError file_unknown */
export function findAsset(file: string): Asset {
  const asset = (known ?? load()).files.get(file);
  if (!asset) throw new DomainError('file_unknown', { file: file.slice(0, 80) });
  return asset;
}
