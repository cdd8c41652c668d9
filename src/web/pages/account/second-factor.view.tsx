/** Setting up the second factor, its recovery codes, and taking it away. */
import type { Enrolment } from '../../../identity/second-factor.service';
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { PasswordAgain, PlainField } from '../../kit/forms/plain';
import { useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';

interface SecondFactorProps {
  readonly isSet: boolean;
  /** A secret that waits for its confirmation, with the drawing of its address. */
  readonly pending?: { readonly enrolment: Enrolment; readonly qr: string };
  readonly form: FormState;
}

export function SecondFactorPage({ isSet, pending, form }: SecondFactorProps) {
  const { frame, t } = useFrame();
  return (
    <Page title={t('factor.title')} isNarrow>
      <hgroup>
        <h1>{t('factor.title')}</h1>
        <p>{t('factor.why')}</p>
      </hgroup>
      {frame.viewer.isStrong ? null : <p class="told wait">{t('factor.asked')}</p>}
      {isSet ? <Remove form={form} /> : <Enrol pending={pending} form={form} />}
      {frame.viewer.isStrong ? (
        <p>
          <a href="/account">{t('factor.back')}</a>
        </p>
      ) : null}
    </Page>
  );
}

function Enrol({ pending, form }: Pick<SecondFactorProps, 'pending' | 'form'>) {
  const { t } = useFrame();
  if (!pending)
    return (
      <article>
        <form method="post" action="/account/second-factor">
          <Csrf />
          <p>{t('factor.need')}</p>
          <button type="submit">{t('factor.begin')}</button>
        </form>
      </article>
    );
  return (
    <article>
      <h2>{t('factor.scan')}</h2>
      <div class="qr" role="img" aria-label={t('factor.qr')} dangerouslySetInnerHTML={{ __html: pending.qr }} />
      <details>
        <summary>{t('factor.byHand')}</summary>
        <p>
          <code class="secret-key">{(pending.enrolment.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
        </p>
      </details>
      <h2>{t('factor.confirm')}</h2>
      <form method="post" action="/account/second-factor/confirm">
        <Csrf />
        <Faults form={form} />
        <PlainField
          form={form}
          name="code"
          autocomplete="one-time-code"
          inputmode="numeric"
          hint={t('factor.confirmHint')}
        />
        <PasswordAgain form={form} />
        <button type="submit">{t('factor.confirmButton')}</button>
      </form>
    </article>
  );
}

function Remove({ form }: Pick<SecondFactorProps, 'form'>) {
  const { t } = useFrame();
  return (
    <article>
      <h2>{t('factor.remove')}</h2>
      <p>{t('factor.removeLead')}</p>
      <form method="post" action="/account/second-factor/remove">
        <Csrf />
        <Faults form={form} />
        <PlainField form={form} name="code" autocomplete="one-time-code" hint={t('signIn.codeHint')} />
        <PasswordAgain form={form} />
        <button type="submit" class="outline">
          {t('factor.removeButton')}
        </button>
      </form>
    </article>
  );
}

/** Shown once, right after the confirmation; on paper they replace a lost telephone. */
export function RecoveryCodesPage({ codes }: { codes: readonly string[] }) {
  const { t } = useFrame();
  return (
    <Page title={t('factor.codes')} isNarrow>
      <h1>{t('factor.codes')}</h1>
      <p class="told good" role="status">
        {t('factor.done')}
      </p>
      <article>
        <p>{t('factor.codesLead')}</p>
        <ol class="recovery">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p>
          <a role="button" href="/">
            {t('factor.goOn')}
          </a>
        </p>
      </article>
    </Page>
  );
}
