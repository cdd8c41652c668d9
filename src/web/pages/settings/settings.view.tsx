/** When a cooperative asks for a second person, with the versions before; and the form of a new cooperative. */
import { ApprovalSettings, type SettingsVersion } from '../../../approvals/settings';
import { EVENT_KINDS } from '../../../domain/events/registry';
import type { Shape } from '../../../domain/shape/spec';
import { Faults, Fields } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { moment, wholeNumber } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { CooperativeInput } from '../../../api/dto/inputs.dto';
import { NoticeSettings } from '../../../parties/notice-names.service';
import { Csrf, Page } from '../../kit/page';
import { Scroll } from '../../kit/parts';

interface SettingsView {
  /** Of both forms: all settings of a cooperative are one version. */
  readonly version: number;
  readonly approvals: FormState;
  readonly notices: FormState;
  readonly history: readonly SettingsVersion[];
}

interface SettingsProps {
  readonly view: SettingsView;
}

export function SettingsPage({ view }: SettingsProps) {
  const { frame, t } = useFrame();
  const { version, approvals, notices, history } = view;
  const always = [...EVENT_KINDS].filter(([, kind]) => kind.approval).map(([kind]) => frame.word(`kind.${kind}`));
  return (
    <Page title={t('settings.title')}>
      <h1>{t('settings.title')}</h1>
      <article>
        <h2>{t('settings.approvals')}</h2>
        <p>{t('settings.alwaysLead', { kinds: always.join(t('list.comma')) })}</p>
        <p>{t('settings.limitsLead')}</p>
        <SettingForm
          form={approvals}
          version={version}
          shape={ApprovalSettings}
          action={addressOf(frame, 'settings')}
        />
      </article>
      <article>
        <h2>{t('settings.notices')}</h2>
        <p>{t('settings.noticesLead')}</p>
        <SettingForm
          form={notices}
          version={version}
          shape={NoticeSettings}
          action={addressOf(frame, 'settings', 'notices')}
        />
      </article>
      {history.length === 0 ? null : <Versions history={history} />}
    </Page>
  );
}

interface SettingFormProps {
  readonly form: FormState;
  readonly version: number;
  readonly shape: Shape;
  readonly action: string;
}

function SettingForm({ form, version, shape, action }: SettingFormProps) {
  const frame = useFrame();
  const mayChange = frame.place?.roles.has('administrator') === true;
  return (
    <form method="post" action={action}>
      <Csrf />
      <input type="hidden" name="version" value={version} />
      <Faults form={form} />
      <fieldset disabled={!mayChange} class="fields">
        <Fields shape={shape} form={form} />
      </fieldset>
      {mayChange ? <button type="submit">{frame.t('form.save')}</button> : null}
    </form>
  );
}

function Versions({ history }: { history: readonly SettingsVersion[] }) {
  const { frame, t, locale } = useFrame();
  return (
    <article>
      <h2>{t('settings.versions')}</h2>
      <Scroll label={t('settings.versions')}>
        <table class="stack small">
          <thead>
            <tr>
              <th scope="col">{t('settings.version')}</th>
              <th scope="col">{t('settings.madeAt')}</th>
              <th scope="col">{t('settings.madeBy')}</th>
              <th scope="col">{t('field.settings.always')}</th>
              <th scope="col" class="num">
                {t('field.settings.cashOver')}
              </th>
              <th scope="col" class="num">
                {t('field.settings.headsOver')}
              </th>
              <th scope="col" class="num">
                {t('field.settings.expiryDays')}
              </th>
            </tr>
          </thead>
          <tbody>
            {history.map(({ version, madeAt, madeBy, settings }) => (
              <tr key={version}>
                <th scope="row" data-label={t('settings.version')}>
                  {version}
                </th>
                <td>{moment(madeAt)}</td>
                <td data-label={t('settings.madeBy')}>{madeBy}</td>
                <td class="wrap">{settings.always.map((k) => frame.word(`kind.${k}`)).join(t('list.comma'))}</td>
                <td class="num" data-label={t('field.settings.cashOver')}>
                  {settings.cashOver ?? '—'}
                </td>
                <td class="num" data-label={t('field.settings.headsOver')}>
                  {settings.headsOver === undefined ? '—' : wholeNumber(locale, settings.headsOver)}
                </td>
                <td class="num" data-label={t('field.settings.expiryDays')}>
                  {settings.expiryDays}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </article>
  );
}

export function NewCooperativePage({ form }: { form: FormState }) {
  const { t } = useFrame();
  return (
    <Page title={t('cooperative.new')} isNarrow>
      <h1>{t('cooperative.new')}</h1>
      <article>
        <p>{t('cooperative.lead')}</p>
        <form method="post" action="/cooperatives">
          <Csrf />
          <Faults form={form} />
          <div class="fields">
            <Fields shape={CooperativeInput} form={form} />
          </div>
          <button type="submit">{t('cooperative.make')}</button>
        </form>
      </article>
    </Page>
  );
}
