/** One's own account: name, password, second factor, and where one is signed in. */
import { LOCALES } from '../../../i18n/locale';
import type { AccountChange } from '../../../identity/account-changes';
import type { MyOffer } from '../../../identity/offers.service';
import type { SessionView } from '../../../identity/sessions.service';
import { Faults } from '../../kit/forms/fields';
import { idOf, type FormState } from '../../kit/forms/inputs';
import { Checks, PlainField } from '../../kit/forms/plain';
import { moment } from '../../../i18n/format';
import { useFrame } from '../../kit/frame';
import { Csrf, LANGUAGE_NAMES, Page } from '../../kit/page';
import { ChangesOfMine, OffersToMe } from './offers.view';
import { Scroll, Tag } from '../../kit/parts';
import { NewPassword } from './sign-in.view';

export interface AccountView {
  readonly hasSecondFactor: boolean;
  readonly sessions: readonly SessionView[];
  /** How many tokens for machines there are. */
  readonly tokens: number;
  readonly offers: readonly MyOffer[];
  readonly changes: readonly AccountChange[];
}

/** Which form was sent and refused. */
export type AccountForm = 'profile' | 'password';

interface AccountProps {
  readonly view: AccountView;
  readonly form: (which: AccountForm) => FormState;
}

export function AccountPage({ view, form }: AccountProps) {
  const { frame, t } = useFrame();
  return (
    <Page title={t('account.title')}>
      <hgroup>
        <h1>{t('account.title')}</h1>
        <p>{t('account.login', { login: frame.viewer.actor })}</p>
      </hgroup>
      <OffersToMe offers={view.offers} />
      <ChangesOfMine changes={view.changes} />
      <div class="books">
        <Profile form={form('profile')} />
        <PasswordForm form={form('password')} hasTokens={view.tokens > 0} />
        <SecondFactorState isSet={view.hasSecondFactor} />
      </div>
      <SessionList sessions={view.sessions} />
      <p>
        <a href="/account/tokens">{t('token.title')}</a>
      </p>
    </Page>
  );
}

function Profile({ form }: { form: FormState }) {
  const { t } = useFrame();
  const chosen = form.typed['locale'] ?? '';
  return (
    <article>
      <h2>{t('account.profile')}</h2>
      <form method="post" action="/account">
        <Csrf />
        <Faults form={form} />
        <PlainField form={form} name="name" autocomplete="name" />
        <div class="field">
          <label for={idOf('locale')}>{t('foot.language')}</label>
          <select id={idOf('locale')} name="locale">
            {LOCALES.map((locale) => (
              <option key={locale} value={locale} lang={locale} selected={locale === chosen}>
                {LANGUAGE_NAMES[locale]}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">{t('form.save')}</button>
      </form>
    </article>
  );
}

function PasswordForm({ form, hasTokens }: { form: FormState; hasTokens: boolean }) {
  const { frame, t } = useFrame();
  return (
    <article>
      <h2>{t('account.password')}</h2>
      <form method="post" action="/account/password">
        <Csrf />
        <Faults form={form} />
        <input type="text" name="login" value={frame.viewer.actor} autocomplete="username" readonly hidden />
        <PlainField
          form={form}
          name="password"
          type="password"
          autocomplete="current-password"
          label={t('account.current')}
        />
        <NewPassword form={form} />
        {hasTokens ? (
          <Checks form={form} name="keepTokens" options={[{ value: 'yes', text: t('account.keepTokensYes') }]} />
        ) : null}
        <button type="submit">{t('account.changePassword')}</button>
      </form>
    </article>
  );
}

function SecondFactorState({ isSet }: { isSet: boolean }) {
  const { t } = useFrame();
  return (
    <article>
      <h2>{t('factor.title')}</h2>
      <p>
        <Tag tone={isSet ? 'ok' : 'warn'}>{t(isSet ? 'factor.set' : 'factor.notSet')}</Tag>
      </p>
      <p>{t('factor.why')}</p>
      <p>
        <a role="button" class="outline" href="/account/second-factor">
          {t(isSet ? 'factor.manage' : 'factor.begin')}
        </a>
      </p>
    </article>
  );
}

function SessionList({ sessions }: { sessions: readonly SessionView[] }) {
  const { t } = useFrame();
  return (
    <article>
      <h2>{t('sessions.title')}</h2>
      <Scroll label={t('sessions.title')}>
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">{t('sessions.device')}</th>
              <th scope="col">{t('sessions.address')}</th>
              <th scope="col">{t('sessions.since')}</th>
              <th scope="col">{t('sessions.seen')}</th>
              <th scope="col">{t('column.actions')}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((s) => (
              <tr key={s.id}>
                <th scope="row" class="wrap">
                  {s.agent === '' ? '—' : s.agent}
                </th>
                <td data-label={t('sessions.address')}>{s.address}</td>
                <td data-label={t('sessions.since')}>{moment(s.createdAt)}</td>
                <td data-label={t('sessions.seen')}>{moment(s.seenAt)}</td>
                <td>
                  {s.isCurrent ? (
                    <Tag tone="ok">{t('sessions.current')}</Tag>
                  ) : (
                    <form method="post" action={`/account/sessions/${encodeURIComponent(s.id)}/end`}>
                      <Csrf />
                      <button type="submit" class="outline small">
                        {t('sessions.end')}
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </article>
  );
}
