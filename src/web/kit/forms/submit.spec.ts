import { SeasonInput } from '../../../api/dto/inputs.dto';
import { DomainError } from '../../../domain/errors';
import { speakerOf } from '../../../i18n/speaker';
import { redirect, type Answer } from '../answers';
import type { Faults } from './faults';
import { FormFault, newPasswordOf, submit } from './submit';

const DONE = redirect('/done');

function submitted(typed: Record<string, string>, form: object, work: () => Promise<Answer>) {
  const shown: { errors?: Faults } = {};
  const again = (errors: Faults): Answer => {
    shown.errors = errors;
    return redirect('/again');
  };
  return submit({ ...speakerOf('en'), typed }, { work, again, ...form }).then((answer) => ({ answer, ...shown }));
}

describe('a form that is sent', () => {
  const fails = (error: Error) => () => Promise.reject<Answer>(error);

  it('is done with what was typed', async () => {
    expect(await submitted({}, {}, () => Promise.resolve(DONE))).toEqual({ answer: DONE });
  });

  it('comes back with what its shape refuses, and is not done', async () => {
    const { answer, errors } = await submitted({}, { shape: SeasonInput }, fails(new Error('was done')));
    expect(answer).toEqual(redirect('/again'));
    expect([...(errors ?? [])].map(([path]) => path)).toContain('code');
  });

  it('says what has no field in it above the form', async () => {
    const error = new DomainError('code_invalid', { max: 40 }, 'heads[0].count');
    expect((await submitted({}, { fields: ['reason'] }, fails(error))).errors?.has('')).toBe(true);
    expect((await submitted({}, {}, fails(error))).errors?.has('heads[0].count')).toBe(true);
  });

  it('does not come back with what it cannot mend', async () => {
    const gone = new DomainError('cooperative_unknown', { cooperative: 'X' });
    await expect(submitted({}, { mends: ['format', 'rule'] }, fails(gone))).rejects.toBe(gone);
    const bug = new TypeError('x');
    await expect(submitted({}, {}, fails(bug))).rejects.toBe(bug);
  });

  it('asks for a new password twice', async () => {
    expect(newPasswordOf({ newPassword: 'a', again: 'a' })).toBe('a');
    expect(() => newPasswordOf({ newPassword: 'a', again: 'b' })).toThrow(FormFault);
    const { errors } = await submitted({}, {}, fails(new FormFault('again', 'account.differ')));
    expect([...(errors?.keys() ?? [])]).toEqual(['again']);
  });
});
