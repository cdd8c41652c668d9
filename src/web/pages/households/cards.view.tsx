/** The cards of a household: who holds one, and a new one to print. */
import type { CardView } from '../../../parties/cards.service';
import { Faults } from '../../kit/forms/fields';
import type { FormState } from '../../kit/forms/inputs';
import { PlainField } from '../../kit/forms/plain';
import { moment } from '../../../i18n/format';
import { addressOf, useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import { Scroll, Secret, Tag } from '../../kit/parts';

/** A card that was made just now. */
export interface MadeCard {
  readonly holder: string;
  readonly link: string;
}

export interface CardsView {
  readonly household: { readonly code: string; readonly name: string };
  readonly cards: readonly CardView[];
  readonly made?: MadeCard;
  /** The household's last card; 0 when there is none. */
  readonly newest: number;
}

export function CardsPage({ view, form }: { view: CardsView; form: FormState }) {
  const { frame, t, place } = useFrame();
  const { household, made } = view;
  const mayIssue = place !== undefined && (place.roles.has('clerk') || place.roles.has('administrator'));
  const title = t('cards.title', { household: household.name });
  return (
    <Page title={title} isNarrow>
      <p>
        <a href={addressOf(frame, 'households', household.code)}>← {household.name}</a>
      </p>
      <h1>{title}</h1>
      <p>{t('cards.lead')}</p>
      {made ? <Secret lead={t('cards.once', { holder: made.holder })} secret={made.link} /> : null}
      {view.cards.length === 0 ? null : (
        <article>
          <CardsTable view={view} mayIssue={mayIssue} />
        </article>
      )}
      {mayIssue ? (
        <article>
          <h2>{t('cards.new')}</h2>
          <form method="post" action={addressOf(frame, 'households', household.code, 'cards')}>
            <Csrf />
            <input type="hidden" name="newest" value={view.newest} />
            <Faults form={form} />
            <PlainField form={form} name="holder" />
            <button type="submit" name="as" value="pdf">
              {t('cards.print')}
            </button>{' '}
            <button type="submit" name="as" value="link" class="secondary">
              {t('cards.show')}
            </button>
          </form>
        </article>
      ) : null}
    </Page>
  );
}

function CardsTable({ view, mayIssue }: { view: CardsView; mayIssue: boolean }) {
  const { t } = useFrame();
  return (
    <Scroll label={t('cards.title', { household: view.household.name })}>
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">{t('cards.holder')}</th>
            <th scope="col">{t('cards.since')}</th>
            <th scope="col">{t('column.state')}</th>
          </tr>
        </thead>
        <tbody>
          {view.cards.map((card) => (
            <tr key={card.id}>
              <th scope="row">{card.holder}</th>
              <td data-label={t('cards.since')}>{moment(card.createdAt)}</td>
              <td>
                {card.revokedAt !== undefined ? (
                  <Tag tone="quiet">{t('cards.revoked')}</Tag>
                ) : (
                  <>
                    <Tag tone={card.isUsed ? 'ok' : 'warn'}>{t(card.isUsed ? 'cards.used' : 'cards.unused')}</Tag>
                    {mayIssue ? <Replace household={view.household.code} id={card.id} /> : null}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What can be done with a card that was lost. */
function Replace({ household, id }: { household: string; id: number }) {
  const { frame, t } = useFrame();
  const address = (step: string) => addressOf(frame, 'households', household, 'cards', String(id), step);
  return (
    <details class="replace">
      <summary>{t('cards.lost')}</summary>
      <p>{t('cards.reprintHint')}</p>
      <form method="post" action={address('reprint')}>
        <Csrf />
        <button type="submit" name="as" value="pdf" class="small">
          {t('cards.reprint')}
        </button>{' '}
        <button type="submit" name="as" value="link" class="small secondary">
          {t('cards.reprintLink')}
        </button>
      </form>
      <form method="post" action={address('revoke')}>
        <Csrf />
        <button type="submit" class="small outline">
          {t('cards.revoke')}
        </button>
      </form>
    </details>
  );
}
