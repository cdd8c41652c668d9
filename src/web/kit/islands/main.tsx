/// <reference lib="dom" />
/** What browsers run: brings the islands of a page to life. Every page works without it. */
import { h, hydrate, type ComponentType } from 'preact';
import { Grid } from './grid';
import { listen } from './keys';
import { watch } from './live';

const ISLANDS: Readonly<Record<string, ComponentType<never>>> = { grid: Grid };

for (const place of document.querySelectorAll<HTMLElement>('[data-island]')) {
  const island = ISLANDS[place.dataset['island'] ?? ''];
  const root = place.querySelector('[data-root]');
  const props = JSON.parse(place.querySelector('script')?.textContent ?? '{}') as never;
  if (island && root) hydrate(h(island, props), root);
}
listen();
watch();
