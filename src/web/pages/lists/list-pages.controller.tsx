/** The list of a season's statements, and every list as a file with the filters of its page. */
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../../domain/errors';
import { typeOf } from '../../../exports/file-exports.service';
import { tableCsv } from '../../../exports/table';
import { workbook } from '../../../exports/xlsx';
import { Opened, Roles, STAFF } from '../../../edge/access';
import { fileLocale } from '../../../i18n/pages';
import type { Access } from '../../../parties/scope';
import { moment } from '../../../i18n/format';
import { Framed, type Frame } from '../../kit/frame';
import { ListsModel } from './lists.model';
import { show } from '../../kit/respond';
import { StatementsModel } from '../statements/statements.model';
import { streamed } from '../../kit/stream';
import { StatementsPage } from '../statements/statements.view';

@ApiExcludeController()
@Controller('c/:cooperative')
@Roles('read', ...STAFF)
export class ListPages {
  constructor(
    private readonly statements: StatementsModel,
    private readonly lists: ListsModel,
  ) {}

  @Get('statements')
  async seasons(@Framed() frame: Frame, @Opened() opened: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return show(reply, <StatementsPage view={await this.statements.of(opened, frame.query)} />);
  }

  /** What the page of the list shows, all of it. @throws DomainError file_unknown, not_permitted, and whatever its page throws */
  @Get('lists/:file')
  async file(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @Param('file') file: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const [text = '', format = '', ...more] = file.split('.');
    const name = this.lists.nameOf(text);
    if (name === undefined || (format !== 'csv' && format !== 'xlsx') || more.length > 0)
      throw new DomainError('file_unknown', { file: file.slice(0, 80) });
    this.lists.checkReader(name, opened);
    const table = await this.lists.table(frame, opened, name);
    const locale = fileLocale(frame.locale);
    const title = frame.t(`list.${name}`);
    const { head_seq: seq, head_hash: hash, head_at: at } = opened.cooperative;
    const chain = `${frame.t('foot.chain', { seq, at: at === null ? '' : moment(at) })} ${hash}`;
    const chunks =
      format === 'csv'
        ? tableCsv(table, locale, true)
        : workbook([{ name: title, heading: [title, chain], table }], locale, this.lists.at());
    return streamed(reply, { name: `${opened.cooperative.code}-${file}`, type: typeOf(format) }, async (write) => {
      for await (const chunk of chunks) await write(chunk);
    });
  }
}
