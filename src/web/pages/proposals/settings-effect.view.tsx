/** A change of what a second person is asked for: the old and the new values beside each other. */
import type { ApprovalSettings } from '../../../approvals/settings';
import type { SettingsEffect } from '../../../approvals/settings.service';
import { parseMoney } from '../../../domain/quantity/money';
import { heads, money, wholeNumber } from '../../../i18n/format';
import { type Frame, useFrame } from '../../kit/frame';
import { Scroll } from '../../kit/parts';

const KEYS = ['always', 'cashOver', 'headsOver', 'expiryDays'] as const;

export function ChangedSettings({ effect }: { effect: SettingsEffect }) {
  const { frame, t } = useFrame();
  const { before, after } = effect.settings;
  return (
    <Scroll label={t('effect.title')}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('effect.setting')}</th>
            <th scope="col">{t('effect.before')}</th>
            <th scope="col">{t('effect.after')}</th>
          </tr>
        </thead>
        <tbody>
          {KEYS.map((key) => {
            const [was, is] = [valueWords(frame, before, key), valueWords(frame, after, key)];
            return (
              <tr key={key}>
                <th scope="row">{t(`field.settings.${key}`)}</th>
                <td data-label={t('effect.before')}>{was}</td>
                <td data-label={t('effect.after')}>{was === is ? is : <b>{is}</b>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function valueWords(frame: Frame, settings: ApprovalSettings, key: (typeof KEYS)[number]): string {
  const { always, cashOver, headsOver, expiryDays } = settings;
  const { locale, t } = frame;
  const unset = t('effect.unset');
  switch (key) {
    case 'always':
      return always.length === 0 ? unset : always.map((kind) => frame.word(`kind.${kind}`)).join(t('list.comma'));
    case 'cashOver':
      return cashOver === undefined ? unset : money(locale, parseMoney(cashOver));
    case 'headsOver':
      return headsOver === undefined ? unset : heads(locale, headsOver);
    case 'expiryDays':
      return wholeNumber(locale, expiryDays);
  }
}
