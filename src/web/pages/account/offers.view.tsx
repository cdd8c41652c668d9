/** Roles that cooperatives offer to the reader, and what others did to the reader's account. */
import type { AccountChange } from '../../../identity/account-changes';
import type { MyOffer } from '../../../identity/offers.service';
import { moment, personWords } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import { Csrf } from '../../kit/page';

/** What somebody did to somebody's account, and when. */
export function changeWords(frame: Frame, { what, at, by }: AccountChange): string {
  return frame.t(`change.${what}`, { by: personWords(by), at: moment(at) });
}

export function OffersToMe({ offers }: { offers: readonly MyOffer[] }) {
  const { t } = useFrame();
  if (offers.length === 0) return null;
  return (
    <article>
      <h2>{t('offers.mine')}</h2>
      <p>{t('offers.lead')}</p>
      {offers.map(({ cooperative, cooperativeName, role, offeredBy, expiresAt }) => (
        <form
          key={`${cooperative} ${role}`}
          method="post"
          action={`/account/offers/${encodeURIComponent(cooperative)}/${role}`}
        >
          <Csrf />
          <p>
            <b>{cooperativeName}</b> · {t(`role.${role}`)}{' '}
            <small>{t('offers.from', { by: offeredBy, until: moment(expiresAt) })}</small>
          </p>
          <div class="actions">
            <button type="submit" name="do" value="accept" class="small">
              {t('offers.accept')}
            </button>
            <button type="submit" name="do" value="decline" class="outline small">
              {t('offers.decline')}
            </button>
          </div>
        </form>
      ))}
    </article>
  );
}

export function ChangesOfMine({ changes }: { changes: readonly AccountChange[] }) {
  const { frame, t } = useFrame();
  if (changes.length === 0) return null;
  return (
    <article>
      <h2>{t('change.title')}</h2>
      <p>{t('change.lead')}</p>
      <ul>
        {changes.map((change) => (
          <li key={`${change.what} ${change.by.login}`}>{changeWords(frame, change)}</li>
        ))}
      </ul>
    </article>
  );
}
