/** The ways in: signing in, the first operator, and an invitation. */
import type { ComponentChildren } from 'preact';
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { PlainField } from '../../kit/forms/plain';
import { useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';

interface DoorProps {
  readonly title: string;
  readonly form: FormState;
  readonly action: string;
  readonly button: string;
  readonly lead?: string;
  readonly below?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Door({ title, form, action, button, lead, below, children }: DoorProps) {
  return (
    <Page title={title} isNarrow>
      <article class="door">
        <h1>{title}</h1>
        {lead === undefined ? null : <p>{lead}</p>}
        <form method="post" action={action}>
          <Csrf />
          <Faults form={form} />
          {children}
          <button type="submit">{button}</button>
        </form>
        {below === undefined ? null : <p>{below}</p>}
      </article>
    </Page>
  );
}

interface WayInProps {
  readonly form: FormState;
  /** Where it leads afterwards. */
  readonly next: string;
}

export function SignInPage({ form, next }: WayInProps) {
  const { t } = useFrame();
  return (
    <Door title={t('signIn.title')} form={form} action="/sign-in" button={t('signIn.button')}>
      <input type="hidden" name="next" value={next} />
      <PlainField form={form} name="login" autocomplete="username" />
      <PlainField form={form} name="password" type="password" autocomplete="current-password" />
    </Door>
  );
}

/** The second step: the password was right, and is not needed again. */
export function CodePage({ form, next }: WayInProps) {
  const { t } = useFrame();
  return (
    <Door
      title={t('signIn.codeTitle')}
      lead={t('signIn.codeAsked')}
      form={form}
      action="/sign-in/code"
      button={t('signIn.button')}
      below={<a href={`/sign-in?next=${encodeURIComponent(next)}`}>{t('signIn.another')}</a>}
    >
      <input type="hidden" name="next" value={next} />
      <PlainField form={form} name="code" autocomplete="one-time-code" inputmode="text" hint={t('signIn.codeHint')} />
    </Door>
  );
}

export function SetupPage({ form, token }: { form: FormState; token: string }) {
  const { t } = useFrame();
  return (
    <Door title={t('setup.title')} lead={t('setup.lead')} form={form} action="/setup" button={t('setup.button')}>
      <input type="hidden" name="token" value={token} />
      <PlainField form={form} name="login" autocomplete="username" />
      <PlainField form={form} name="name" autocomplete="name" />
      <NewPassword form={form} />
    </Door>
  );
}

interface InvitationProps {
  readonly form: FormState;
  readonly guest: { readonly login: string; readonly name: string };
}

export function InvitationPage({ form, guest }: InvitationProps) {
  const { frame, t } = useFrame();
  return (
    <Door
      title={t('invitation.title')}
      lead={t('invitation.lead', { name: guest.name, login: guest.login })}
      form={form}
      action={frame.path}
      button={t('invitation.button')}
    >
      {/* For the browser, which keeps passwords by their login. */}
      <input type="text" name="login" value={guest.login} autocomplete="username" readonly hidden />
      <NewPassword form={form} />
    </Door>
  );
}

/** A password that is chosen, twice, since nobody sees what is typed. */
export function NewPassword({ form }: { form: FormState }) {
  const { t } = useFrame();
  return (
    <>
      <PlainField
        form={form}
        name="newPassword"
        type="password"
        autocomplete="new-password"
        hint={t('account.passwordHint')}
      />
      <PlainField form={form} name="again" type="password" autocomplete="new-password" />
    </>
  );
}
