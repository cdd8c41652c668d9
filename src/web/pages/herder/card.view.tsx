/** The door of a herder's card. */
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { PlainField } from '../../kit/forms/plain';
import { useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';

interface CardProps {
  readonly form: FormState;
  readonly state: 'enter' | 'choose';
}

export function CardPage({ form, state }: CardProps) {
  const { frame, t } = useFrame();
  return (
    <Page title={t('card.title')} isNarrow isPlain>
      <article class="door large">
        <h1>{t('card.title')}</h1>
        <p>{t(state === 'choose' ? 'card.choose' : 'card.enter')}</p>
        <form method="post" action={frame.path}>
          <Csrf />
          <Faults form={form} />
          {state === 'choose' ? (
            <>
              <PlainField
                form={form}
                name="newPin"
                type="password"
                inputmode="numeric"
                autocomplete="new-password"
                hint={t('card.pinHint')}
              />
              <PlainField form={form} name="again" type="password" inputmode="numeric" autocomplete="new-password" />
            </>
          ) : (
            <PlainField form={form} name="pin" type="password" inputmode="numeric" autocomplete="current-password" />
          )}
          <label>
            <input type="checkbox" name="kiosk" /> {t('card.kiosk')}
          </label>
          <button type="submit">{t('card.button')}</button>
        </form>
      </article>
    </Page>
  );
}
