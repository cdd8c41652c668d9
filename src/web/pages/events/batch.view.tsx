/** Batch entry: one kind, many contracts. */
import type { Batch } from './batch.model';
import { isOpen } from './batch-questions';
import { addressOf, useFrame } from '../../kit/frame';
import { Island } from '../../kit/island';
import { Grid, type GridProps } from '../../kit/islands/grid';
import { Page } from '../../kit/page';

export function ChooseKindPage({ kinds }: { kinds: readonly string[] }) {
  const frame = useFrame();
  return (
    <Page title={frame.t('nav.entry')}>
      <h1>{frame.t('nav.entry')}</h1>
      <article>
        <p>{frame.t('batch.choose')}</p>
        <ul class="ways-in">
          {kinds.map((kind) => (
            <li key={kind}>
              <a role="button" class="outline" href={addressOf(frame, 'entry', kind)}>
                {frame.word(`kind.${kind}`)}
              </a>
            </li>
          ))}
        </ul>
      </article>
    </Page>
  );
}

interface BatchPageProps {
  readonly kind: string;
  readonly grid: GridProps;
  /** What became of the rows that were sent, when some are asked about or wrong. */
  readonly batch?: Batch;
}

export function BatchPage({ kind, grid, batch }: BatchPageProps) {
  const { frame, t } = useFrame();
  const title = t('batch.title', { kind: frame.word(`kind.${kind}`) });
  return (
    <Page title={title}>
      <h1>{title}</h1>
      <p>{t('batch.hint')}</p>
      {batch?.asked ? (
        <p class="told wait" role="alert">
          {t('batch.asked', { count: batch.rows.filter(isOpen).length })}
        </p>
      ) : batch ? (
        <div class="faults" role="alert">
          <p>{t('batch.wrong', { recorded: batch.recorded, waiting: batch.waiting, count: batch.rows.length })}</p>
        </div>
      ) : null}
      <article>
        <Island name="grid" of={Grid} props={grid} />
      </article>
    </Page>
  );
}
