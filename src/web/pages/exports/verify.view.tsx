/** Whether a statement on paper is genuine, for whoever holds it; it says nothing that the paper does not say. */
import type { Authentic } from '../../../statements/authentic.queries';
import { useFrame } from '../../kit/frame';
import { Page } from '../../kit/page';
import { Tag } from '../../kit/parts';

interface VerifyProps {
  readonly number: string;
  readonly sha256: string;
  readonly found: Authentic | undefined;
}

const TONES = { final: 'ok', current: 'ok', older: 'warn' } as const;

export function VerifyPage({ number, sha256, found }: VerifyProps) {
  const { t } = useFrame();
  return (
    <Page title={t('verify.title')} isNarrow>
      <h1>{t('verify.title')}</h1>
      <article>
        <p class="big">
          {found ? (
            <Tag tone={TONES[found.standing]}>{t(`verify.${found.standing}`)}</Tag>
          ) : (
            <Tag tone="bad">{t('verify.no')}</Tag>
          )}
        </p>
        <p>{t(found ? `verify.${found.standing}.lead` : 'verify.no.lead')}</p>
        <dl class="pairs">
          <dt>{t('verify.number')}</dt>
          <dd>{number}</dd>
          {found ? (
            <>
              <dt>{t('verify.cooperative')}</dt>
              <dd>{found.cooperative}</dd>
            </>
          ) : null}
        </dl>
        <p class="chain">
          SHA-256 <code>{sha256}</code>
        </p>
        <p>{t('verify.compare')}</p>
      </article>
    </Page>
  );
}
