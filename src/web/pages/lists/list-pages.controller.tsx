/** The list of a season's statements, and every list as a file with the filters of its page. */
import { Get, Param } from '@nestjs/common';
import { DomainError } from '../../../domain/errors';
import { typeOf } from '../../../exports/file-exports.service';
import { tableCsv } from '../../../exports/table';
import { workbook } from '../../../exports/xlsx';
import { Roles, STAFF } from '../../../edge/access';
import { fileLocale } from '../../../i18n/pages';
import { moment } from '../../../i18n/format';
import { ListsModel } from './lists.model';
import { StatementsModel } from '../statements/statements.model';
import { streamed } from '../../kit/stream';
import { StatementsPage } from '../statements/statements.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page } from '../../kit/answers';

@Pages('c/:cooperative')
@Roles('read', ...STAFF)
export class ListPages {
  constructor(
    private readonly statements: StatementsModel,
    private readonly lists: ListsModel,
  ) {}

  @Get('statements')
  async seasons(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return page(<StatementsPage view={await this.statements.of(ctx, ctx.query)} />);
  }

  /** What the page of the list shows, all of it. @throws DomainError file_unknown, not_permitted, and whatever its page throws */
  @Get('lists/:file')
  async file(@Ctx() ctx: CooperativePageContext, @Param('file') file: string): Promise<Answer> {
    const [text = '', format = '', ...more] = file.split('.');
    const name = this.lists.nameOf(text);
    if (name === undefined || (format !== 'csv' && format !== 'xlsx') || more.length > 0)
      throw new DomainError('file_unknown', { file: file.slice(0, 80) });
    this.lists.checkReader(name, ctx);
    const table = await this.lists.table(ctx, ctx, name);
    const locale = fileLocale(ctx.locale);
    const title = ctx.t(`list.${name}`);
    const { head_seq: seq, head_hash: hash, head_at: at } = ctx.cooperative;
    const chain = `${ctx.t('foot.chain', { seq, at: at === null ? '' : moment(at) })} ${hash}`;
    const chunks =
      format === 'csv'
        ? tableCsv(table, locale, true)
        : workbook([{ name: title, heading: [title, chain], table }], locale, this.lists.at());
    return streamed({ name: `${ctx.cooperative.code}-${file}`, type: typeOf(format) }, async (write) => {
      for await (const chunk of chunks) await write(chunk);
    });
  }
}
