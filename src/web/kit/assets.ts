/** The files that pages need beside themselves: named by their content, so that browsers keep them for a year. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What `npm run build` writes: names as pages know them, names as they are served. */
type Manifest = Readonly<Record<string, string>>;

/** Beside the compiled code, or seen from the sources when tests run those. */
const PLACES = [join(__dirname, '..', 'public'), join(__dirname, '..', '..', '..', 'dist', 'src', 'web', 'public')];
const YEAR_MILLIS = 31_536_000_000;

let known: Manifest | undefined;

function placeOfAssets(): string | undefined {
  return PLACES.find((place) => existsSync(join(place, 'manifest.json')));
}

function load(): Manifest {
  if (known) return known;
  const place = placeOfAssets();
  if (place === undefined) throw new Error('the pages are not built: npm run build');
  known = JSON.parse(readFileSync(join(place, 'manifest.json'), 'utf8')) as Manifest;
  return known;
}

/** Where a page finds `app.css` and the like. */
export function assetUrl(name: string): string {
  const file = load()[name];
  if (file === undefined) throw new Error(`no such asset: ${name}`);
  return `/assets/${file}`;
}

/** Serves those files, and nothing that lies beside them; without a build there are none, and no pages either. */
export async function serveAssets(server: FastifyInstance): Promise<void> {
  const root = placeOfAssets();
  if (root === undefined) return;
  const files = new Set(Object.values(load()).map((file) => `/${file}`));
  await server.register(fastifyStatic, {
    root,
    prefix: '/assets/',
    allowedPath: (path) => files.has(path),
    preCompressed: true,
    maxAge: YEAR_MILLIS,
    immutable: true,
    index: false,
    decorateReply: false,
  });
}
