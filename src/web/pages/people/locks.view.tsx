/** Who has to wait after failed sign-ins. */
import type { Lock } from '../../../identity/locks.service';
import { moment } from '../../../i18n/format';
import { useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { Scroll } from '../../kit/parts';

interface LocksProps {
  readonly locks: readonly Lock[];
}

export function LocksPage({ locks }: LocksProps) {
  const { t } = useFrame();
  return (
    <Page title={t('lock.title')}>
      <hgroup>
        <h1>{t('lock.title')}</h1>
        <p>{t('lock.lead')}</p>
      </hgroup>
      <article>{locks.length === 0 ? <p>{t('lock.none')}</p> : <LockTable locks={locks} />}</article>
      <p>
        <a href="/users">{t('lock.back')}</a>
      </p>
    </Page>
  );
}

function LockTable({ locks }: LocksProps) {
  const { t } = useFrame();
  return (
    <Scroll label={t('lock.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('lock.who')}</th>
            <th scope="col">{t('lock.until')}</th>
            <th scope="col">{t('lock.refused')}</th>
            <th scope="col">{t('column.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {locks.map(({ login, address = '', until, refused }) => (
            <tr key={login ?? address}>
              <th scope="row">{login ?? t('lock.address', { address })}</th>
              <td data-label={t('lock.until')}>{moment(until)}</td>
              <td data-label={t('lock.refused')}>{refused}</td>
              <td>
                <form method="post" action="/locks">
                  <Csrf />
                  <input type="hidden" name={login === undefined ? 'address' : 'login'} value={login ?? address} />
                  <button type="submit" class="outline small">
                    {t('lock.lift')}
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
