/** What came too late for the season it happened in, and is on this season's statement instead. */
import type { LateFact } from '../../settlement/late-facts.queries';
import type { Frame } from '../frame';
import { eventSummary } from './event-summary';

export function LateFacts({ frame, facts }: { frame: Frame; facts: readonly LateFact[] }) {
  const { t } = frame;
  if (facts.length === 0) return null;
  return (
    <article>
      <h2>{t('late.title')}</h2>
      <p>{t('late.lead')}</p>
      <ul class="happened">
        {facts.map(({ seq, kind, on, bookedOn, event }) => (
          <li key={seq}>
            <time datetime={on}>{on}</time> <b>{frame.word(`kind.${kind}`)}</b> {eventSummary(frame, event)}
            <small class="below"> {t('event.bookedOn', { on: bookedOn })}</small>
          </li>
        ))}
      </ul>
    </article>
  );
}
