/** What is asked, beside doubles and late facts, before something doubtful is entered. */
import { money } from '../../../i18n/format';
import type { Speaker } from '../../../i18n/speaker';
import type { Doubt } from '../../../contracts/doubts';
import type { GridAsk } from '../../kit/islands/asked';

/** The cells and fields that keep the answers. */
export const DOUBT_ANSWERS: Readonly<Record<Doubt['code'], string>> = {
  deposit_below_zero: '_deposit',
  receipt_twice: '_receipt',
  number_in_text: '_number',
};

/** The answer says what was asked about, so that an entry that is changed is asked about anew. */
export function askOf(speaker: Speaker, doubt: Doubt): GridAsk {
  const name = DOUBT_ANSWERS[doubt.code];
  if (doubt.code === 'deposit_below_zero') {
    const text = speaker.t('entry.depositShort', { amount: money(speaker.locale, -doubt.fen) });
    return { name, value: String(doubt.fen), text, box: speaker.t('entry.sureDeposit') };
  }
  if (doubt.code === 'number_in_text') {
    const text = speaker.t('entry.numberInText', { number: doubt.number });
    return { name, value: doubt.number, text, box: speaker.t('entry.sureNumber') };
  }
  const { receipt, seq, contract } = doubt;
  const text = speaker.t('entry.receiptTwice', { receipt, seq, contract });
  return { name, value: `${receipt}#${seq}`, text, box: speaker.t('entry.sureReceipt') };
}
