/** Tokens for machines: which there are, and making one. */
import { MAX_TOKEN_DAYS, type TokenView } from '../../../identity/tokens.service';
import { TOKEN_SCOPES } from '../../../identity/viewer';
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { Checks, PasswordAgain, PlainField } from '../../kit/forms/plain';
import { moment } from '../../../i18n/format';
import { useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { Scroll, Secret, Tag } from '../../kit/parts';

interface TokensProps {
  readonly tokens: readonly TokenView[];
  readonly form: FormState;
  /** A token that was just made: it is shown this once. */
  readonly secret?: string;
}

export function TokensPage({ tokens, form, secret }: TokensProps) {
  const { t } = useFrame();
  return (
    <Page title={t('token.title')}>
      <hgroup>
        <h1>{t('token.title')}</h1>
        <p>
          <a href="/account">{t('factor.back')}</a>
        </p>
      </hgroup>
      {secret === undefined ? null : <Secret lead={t('token.once')} secret={secret} />}
      <article>
        <p>{t('token.lead')}</p>
        {tokens.length === 0 ? null : <TokenTable tokens={tokens} />}
      </article>
      <TokenForm form={form} />
    </Page>
  );
}

function TokenTable({ tokens }: Pick<TokensProps, 'tokens'>) {
  const { t } = useFrame();
  return (
    <Scroll label={t('token.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
            <th scope="col">{t('token.scopes')}</th>
            <th scope="col">{t('token.expires')}</th>
            <th scope="col">{t('token.used')}</th>
            <th scope="col">{t('column.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <th scope="row">
                {token.name} {token.isWeak ? <Tag tone="warn">{t('token.weak')}</Tag> : null}
              </th>
              <td>{token.scopes.map((s) => t(`scope.${s}`)).join(t('list.comma'))}</td>
              <td data-label={t('token.expires')}>{moment(token.expiresAt)}</td>
              <td data-label={t('token.used')}>{token.lastUsedAt === undefined ? '—' : moment(token.lastUsedAt)}</td>
              <td>
                <form method="post" action={`/account/tokens/${token.id}/revoke`}>
                  <Csrf />
                  <button type="submit" class="outline small">
                    {t('token.revoke')}
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

function TokenForm({ form }: Pick<TokensProps, 'form'>) {
  const { t } = useFrame();
  return (
    <article>
      <h2>{t('token.add')}</h2>
      <form method="post" action="/account/tokens">
        <Csrf />
        <Faults form={form} />
        <div class="fields">
          <PlainField form={form} name="name" />
          <PlainField form={form} name="days" inputmode="numeric" hint={t('token.daysHint', { max: MAX_TOKEN_DAYS })} />
        </div>
        <Checks
          form={form}
          name="scopes"
          options={TOKEN_SCOPES.map((value) => ({ value, text: t(`scope.${value}`) }))}
        />
        <PasswordAgain form={form} />
        <button type="submit">{t('token.make')}</button>
      </form>
    </article>
  );
}
