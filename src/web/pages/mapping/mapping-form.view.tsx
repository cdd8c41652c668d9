/** The form that makes another version of the posting mapping: line by line, or from a whole file. */
import { MappingContent } from '../../../mapping/mapping';
import { Faults, Fields } from '../../kit/forms/fields';
import { addressOf } from '../../kit/frame';
import { useFrame } from '../../kit/frame';
import { Csrf, Page } from '../../kit/page';
import type { MappingFormView } from './mapping.types';

export function MappingFormPage({ view }: { view: MappingFormView }) {
  const { form, newest, isPasted } = view;
  const { typed } = form;
  const { frame, t } = useFrame();
  const version = typed['_version'] ?? '';
  const calm = { ...form, errors: new Map<string, string>() };
  return (
    <Page title={t('mapping.edit')}>
      <h1>{t('mapping.edit')}</h1>
      <p>
        {t('mapping.editLead')} {t('mapping.rulesLead')}
      </p>
      {version === String(newest) ? null : (
        <p class="told wait" role="alert">
          {t('mapping.newer', { version: newest })}{' '}
          <a href={addressOf(frame, 'mapping', 'versions', String(newest))}>
            {t('mapping.version', { version: newest })}
          </a>
        </p>
      )}
      <article>
        <form method="post" class="entry" action={addressOf(frame, 'mapping', 'edit')}>
          <Csrf />
          <input type="hidden" name="_version" value={version} />
          {isPasted ? null : <Faults form={form} />}
          <div class="fields">
            <Fields shape={MappingContent} form={isPasted ? calm : form} />
          </div>
          <div class="actions">
            <button type="submit">{t('form.save')}</button>
            <a href={addressOf(frame, 'mapping')}>{t('form.cancel')}</a>
          </div>
        </form>
      </article>
      <article>
        <details open={isPasted}>
          <summary>{t('mapping.paste')}</summary>
          <form method="post" action={addressOf(frame, 'mapping', 'paste')}>
            <Csrf />
            <input type="hidden" name="_version" value={version} />
            {isPasted ? <Faults form={form} /> : null}
            <label>
              {t('mapping.pasteLead')}
              <textarea name="json" rows={8} spellcheck={false} defaultValue={typed['json'] ?? ''} />
            </label>
            <button type="submit" class="outline">
              {t('mapping.pasteDo')}
            </button>
          </form>
        </details>
      </article>
    </Page>
  );
}
