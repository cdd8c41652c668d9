/** People and their roles: of one cooperative for its administrators, of the installation for its operators. */
import { asBoolean } from '../../../database/tx';
import type { OfferView } from '../../../identity/offers.service';
import type { ListedUser } from '../../../identity/users.queries';
import { USER_ROLES, type UserRole } from '../../../identity/viewer';
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { Checks, PlainField } from '../../kit/forms/plain';
import { moment } from '../../../i18n/format';
import { addressOf, type Frame, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { AsShown, NextPage, Scroll, Secret, Tag } from '../../kit/parts';

export interface PeopleView {
  readonly rows: readonly ListedUser[];
  readonly next?: string;
  /** Roles that wait for somebody to accept them. */
  readonly offers: readonly OfferView[];
  /** A link that was just made: it is shown this once. */
  readonly link?: string;
  /** What was refused of a change to somebody. */
  readonly refused?: string;
  /** The login that the refused form had. */
  readonly offered?: string;
}

interface PeopleProps {
  readonly view: PeopleView;
  readonly form: FormState;
  /** Whether the reader may change anything. */
  readonly mayManage: boolean;
}

export function PeoplePage({ view, form, mayManage }: PeopleProps) {
  const { frame, t, place } = useFrame();
  const title = t(place ? 'people.title' : 'people.all');
  return (
    <Page title={title}>
      <div class="head">
        <h1>{title}</h1>
        {place ? (
          <a href={addressOf(frame, 'settings')}>{t('settings.title')}</a>
        ) : (
          <>
            <a href="/locks">{t('lock.title')}</a> <a href="/cooperatives/new">{t('cooperative.new')}</a>
          </>
        )}
      </div>
      {view.link === undefined ? null : <Secret lead={t('people.link')} secret={view.link} />}
      {view.refused === undefined ? null : (
        <p class="faults" role="alert">
          {view.refused}
        </p>
      )}
      <article>
        <PeopleTable rows={view.rows} mayManage={mayManage} />
        <NextPage cursor={view.next} />
        {place ? <AsShown list="users" /> : null}
      </article>
      {mayManage ? <Invite form={form} /> : null}
      {place ? <OffersMade view={view} mayManage={mayManage} /> : null}
    </Page>
  );
}

function base(frame: Frame): string {
  return frame.place ? addressOf(frame, 'users') : '/users';
}

function PeopleTable({ rows, mayManage }: Pick<PeopleProps, 'mayManage'> & Pick<PeopleView, 'rows'>) {
  const { t } = useFrame();
  return (
    <Scroll label={t('people.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('field.person.name')}</th>
            <th scope="col">{t('field.person.login')}</th>
            <th scope="col">{t('field.person.roles')}</th>
            <th scope="col">{t('column.state')}</th>
            {mayManage ? <th scope="col">{t('column.actions')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((user) => (
            <tr key={user.id}>
              <th scope="row">{user.name}</th>
              <td data-label={t('field.person.login')}>{user.login}</td>
              <td class="wrap">
                <RolesOf user={user} mayManage={mayManage} />
              </td>
              <td>
                <StateOf user={user} />
              </td>
              {mayManage ? (
                <td>
                  <Actions user={user} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const TONES = { disabled: 'bad', invited: 'warn', active: 'ok', strong: 'ok' } as const;

/** Whether somebody can sign in, and how. */
export function stateOf(user: ListedUser): keyof typeof TONES {
  if (user.disabled_at !== null) return 'disabled';
  if (user.password_hash === null) return 'invited';
  return user.totp_confirmed_at === null ? 'active' : 'strong';
}

function StateOf({ user }: { user: ListedUser }) {
  const frame = useFrame();
  const state = stateOf(user);
  return <Tag tone={TONES[state]}>{frame.t(`people.${state}`)}</Tag>;
}

function RolesOf({ user, mayManage }: { user: ListedUser; mayManage: boolean }) {
  const { frame, t, place } = useFrame();
  if (!place) return <EveryRole user={user} mayManage={mayManage} />;
  const roles = user.roles[place.code] ?? [];
  if (!mayManage) return <>{roles.map((role) => t(`role.${role}`)).join(t('list.comma'))}</>;
  const others = USER_ROLES.filter((role) => !roles.includes(role));
  const action = `${base(frame)}/${encodeURIComponent(user.login)}/roles`;
  return (
    <form class="roles" method="post" action={action}>
      <Csrf />
      {roles.map((role) => (
        <button key={role} type="submit" name="take" value={role} class="small" title={t('people.take')}>
          {t(`role.${role}`)} <span aria-hidden="true">✕</span>
          <span class="unseen">{t('people.take')}</span>
        </button>
      ))}
      {others.map((role) => (
        <button key={role} type="submit" name="give" value={role} class="outline small" title={t('people.give')}>
          <span class="unseen">{t('people.give')}</span> + {t(`role.${role}`)}
        </button>
      ))}
    </form>
  );
}

function EveryRole({ user, mayManage }: { user: ListedUser; mayManage: boolean }) {
  const { t } = useFrame();
  const named = (roles: readonly UserRole[]): string => roles.map((role) => t(`role.${role}`)).join(t('list.comma'));
  return (
    <>
      {asBoolean(user.is_operator) ? <span class="line">{t('people.operator')}</span> : null}
      {Object.entries(user.roles).map(([code, roles]) => (
        <span class="line" key={code}>
          {`${code}: ${named(roles)}`}
        </span>
      ))}
      {mayManage ? <RoleAnywhere login={user.login} /> : null}
    </>
  );
}

/** Gives or takes a role in any cooperative: an operator sees no book, and so names it by its code. */
function RoleAnywhere({ login }: { login: string }) {
  const { t } = useFrame();
  return (
    <details>
      <summary>{t('people.roleAnywhere')}</summary>
      <form method="post" action={`/users/${encodeURIComponent(login)}/roles`}>
        <Csrf />
        <label>
          {t('people.inCooperative')}
          <input name="book" required autocomplete="off" spellcheck={false} />
        </label>
        <RoleChoice />
        <div class="actions">
          <button type="submit" name="do" value="give" class="small">
            {t('people.give')}
          </button>
          <button type="submit" name="do" value="take" class="outline small">
            {t('people.take')}
          </button>
        </div>
      </form>
    </details>
  );
}

function Actions({ user }: { user: ListedUser }) {
  const { frame, t } = useFrame();
  const isDisabled = user.disabled_at !== null;
  const own = isDisabled ? (['enable'] as const) : user.totp_confirmed_at === null ? (['invite', 'disable'] as const) : (['invite', 'reset', 'disable'] as const); // prettier-ignore
  // What opens something elsewhere too is not for the head of one cooperative to close or to hand out anew.
  const acts = [...(user.isShared ? [] : own), ...(frame.place ? (['remove'] as const) : [])];
  return (
    <div class="mend">
      {acts.map((act) => (
        <form key={act} method="post" action={`${base(frame)}/${encodeURIComponent(user.login)}/${act}`}>
          <Csrf />
          <button type="submit" class="outline small">
            {t(`people.${act}`)}
          </button>
        </form>
      ))}
    </div>
  );
}

function OffersMade({ view: { offers, offered }, mayManage }: Pick<PeopleProps, 'view' | 'mayManage'>) {
  const { frame, t } = useFrame();
  if (offers.length === 0 && !mayManage) return null;
  return (
    <article>
      <h2>{t('people.offers')}</h2>
      <p>{t('people.offersLead')}</p>
      {offers.map(({ login, role, offeredBy, expiresAt }) => (
        <form key={`${login} ${role}`} method="post" action={`${base(frame)}/${encodeURIComponent(login)}/roles`}>
          <Csrf />
          <p>
            {login} · {t(`role.${role}`)} <small>{t('offers.from', { by: offeredBy, until: moment(expiresAt) })}</small>{' '}
            {mayManage ? (
              <button type="submit" name="take" value={role} class="outline small">
                {t('people.takeBack')}
              </button>
            ) : null}
          </p>
        </form>
      ))}
      {mayManage ? (
        <form method="post" action={`${base(frame)}/offers`}>
          <Csrf />
          <label>
            {t('field.person.login')}
            <input name="login" required autocomplete="off" spellcheck={false} value={offered} />
          </label>
          <RoleChoice />
          <button type="submit" class="outline">
            {t('people.offer')}
          </button>
        </form>
      ) : null}
    </article>
  );
} // prettier-ignore

function Invite({ form }: { form: FormState }) {
  const { frame, t } = useFrame();
  return (
    <article>
      <h2>{t('people.add')}</h2>
      <p>{t('people.addLead')}</p>
      <form method="post" action={base(frame)}>
        <Csrf />
        <Faults form={form} />
        <div class="fields">
          <PlainField form={form} name="login" />
          <PlainField form={form} name="name" />
        </div>
        {frame.place ? (
          <Checks form={form} name="roles" options={USER_ROLES.map((value) => ({ value, text: t(`role.${value}`) }))} />
        ) : (
          <Checks form={form} name="operator" options={[{ value: 'yes', text: t('people.operator') }]} />
        )}
        <button type="submit">{t('people.addButton')}</button>
      </form>
    </article>
  );
}

/** The role that is given or offered. */
function RoleChoice() {
  const { t } = useFrame();
  return (
    <label>
      {t('field.person.roles')}
      <select name="role">
        {USER_ROLES.map((role) => (
          <option key={role} value={role}>
            {t(`role.${role}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
