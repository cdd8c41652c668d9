/** Which cooperative: for people who work for several, or for none yet. */
import type { MyOffer } from '../../../identity/offers.service';
import { useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import { OffersToMe } from '../account/offers.view';

interface ChooseProps {
  readonly cooperatives: readonly { readonly code: string; readonly name: string; readonly gacha: string | null }[];
  readonly offers: readonly MyOffer[];
}

export function ChoosePage({ cooperatives, offers }: ChooseProps) {
  const { frame, t } = useFrame();
  return (
    <Page title={t('choose.title')} isNarrow>
      <h1>{t('choose.title')}</h1>
      {cooperatives.length === 0 ? <p>{t('choose.none')}</p> : null}
      {cooperatives.map(({ code, name, gacha }) => (
        <article key={code}>
          <h2>
            <a href={`/c/${encodeURIComponent(code)}`}>{name}</a>
          </h2>
          <small>{gacha ?? code}</small>
        </article>
      ))}
      <OffersToMe offers={offers} />
      {frame.viewer.isOperator ? (
        <p class="actions">
          <a role="button" class="outline" href="/cooperatives/new">
            {t('cooperative.new')}
          </a>
          <a href="/users">{t('people.all')}</a>
        </p>
      ) : null}
    </Page>
  );
}
