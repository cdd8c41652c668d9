/** What came too late for the season it happened in, and is on this season's statement instead. */
import type { LateFact } from '../../../statements/late-facts.queries';
import { useFrame } from '../../kit/frame';
import type { NamedDebt } from '../../../i18n/debt-names';
import { eventSummary } from '../../../i18n/event-summary';

interface LateFactsProps {
  readonly facts: readonly LateFact[];
  readonly debts: readonly NamedDebt[];
}

export function LateFacts({ facts, debts }: LateFactsProps) {
  const { frame, t } = useFrame();
  if (facts.length === 0) return null;
  return (
    <article>
      <h2>{t('late.title')}</h2>
      <p>{t('late.lead')}</p>
      <ul class="happened">
        {facts.map(({ seq, kind, on, bookedOn, event }) => (
          <li key={seq}>
            <time datetime={on}>{on}</time> <b>{frame.word(`kind.${kind}`)}</b> {eventSummary(frame, event, debts)}
            <small class="below"> {t('event.bookedOn', { on: bookedOn })}</small>
          </li>
        ))}
      </ul>
    </article>
  );
}
