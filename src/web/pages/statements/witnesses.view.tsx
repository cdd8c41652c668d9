/** What stands behind a household's signature, in words: nobody takes a clerk's word for it without seeing that it is that. */
import type { WitnessedSignature } from '../../../statements/witnesses';
import { moment } from '../../../i18n/format';
import { useFrame } from '../../kit/frame';

export function Behind({ signature }: { signature: WitnessedSignature }) {
  const { t } = useFrame();
  const { card, by, countersignedBy } = signature;
  if (countersignedBy !== undefined)
    return (
      <small class="below">
        {countersignedBy === null ? t('signed.notSeen', { by }) : t('signed.seen', { by, branch: countersignedBy })}
      </small>
    );
  if (card === undefined) return null;
  const { number, holder, madeBy, madeAt, isFromPresenter } = card;
  return (
    <small class="below">
      {t('signed.cardOf', { card: number, holder, by: madeBy, at: moment(madeAt) })}
      {isFromPresenter ? ` ${t('signed.fromPresenter')}` : ''}
    </small>
  );
}
