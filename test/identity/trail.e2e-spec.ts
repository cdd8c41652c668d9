import { Invitations } from '../../src/identity/invitations.service';
import { codeAt, enrol, openInstallation, PASSWORD } from '../support/identity';
import { openRaw } from '../support/sql';

const SECRET_PIN = '274951';
const TYPED_AS_LOGIN = 'typed-into-the-wrong-field';

describe('the trail of people', () => {
  it('has a row for everything, and neither it nor any other table has a secret', async () => {
    const at = await openInstallation();
    await at.add('root', [], true);
    await at.add('boss', [['A', 'administrator'], ['A', 'clerk']]); // prettier-ignore
    const boss = await at.signedIn('boss');
    const secrets = [PASSWORD, boss.session ?? '', boss.cookies.get('sureg-device') ?? '', TYPED_AS_LOGIN];
    await at.browser().signIn(TYPED_AS_LOGIN, PASSWORD);

    const { invitation } = (await boss.post('cooperatives/A/users', { login: 'new', name: '新人', roles: ['clerk'] })).body as { invitation: string }; // prettier-ignore
    const token = invitation.slice(-43);
    expect(await at.app.get(Invitations).guest(token)).toEqual({ login: 'new', name: '新人' });
    await at.browser().post('invitation', { token, password: 'quite another sentence' });
    secrets.push(token, 'quite another sentence');

    await boss.ask('PATCH', 'me', { name: '老板', locale: 'en' });
    await boss.post('me/password', { password: PASSWORD, newPassword: 'and a third sentence' });
    const machine = (
      await boss.post('me/tokens', { name: 'scale', scopes: ['read'], days: 1, password: 'and a third sentence' })
    ).body as {
      id: number;
      token: string;
    };
    await boss.ask('DELETE', `me/tokens/${machine.id}`);
    const card = (await boss.post('cooperatives/A/households/H1/cards', { holder: '王燕' })).body as { token: string };
    await at.browser().post('card-sign-in', { token: card.token, newPin: SECRET_PIN });
    await at.browser().post('card-sign-in', { token: card.token, pin: '930517' });
    await boss.post('cooperatives/A/households/H1/cards/1/revoke');
    const { recoveryCodes } = await enrol(boss, at.clock, 'and a third sentence');
    const shown = codeAt((await at.database.reads.get<{ totp_secret: string }>(`select totp_secret from app_user where login = 'boss'`))?.totp_secret ?? '', at.clock.now()); // prettier-ignore
    secrets.push(
      'and a third sentence',
      machine.token,
      card.token,
      ...recoveryCodes,
      ...recoveryCodes.map((c) => c.replaceAll('-', '')),
    );
    await boss.ask('DELETE', 'users/new/roles/A/clerk');
    await boss.post('sign-out');

    const raw = await openRaw(at.url);
    const trail = await raw.query('select * from audit_event');
    const actions = new Set(trail.map((r) => r['action']));
    expect([...actions]).toEqual(
      expect.arrayContaining([
        'user_added', 'role_granted', 'role_revoked', 'signed_in', 'signed_out', 'sign_in_failed', 'password_set', 'profile_changed', 'token_added',
        'token_revoked', 'card_issued', 'card_revoked', 'card_signed_in', 'card_sign_in_failed', 'second_factor_set',
      ]),
    ); // prettier-ignore
    const written = JSON.stringify(trail);
    for (const secret of [...secrets, SECRET_PIN, '930517', shown, '王燕']) expect(written).not.toContain(secret);

    const everything: unknown[] = [];
    for (const table of [
      'app_user',
      'session',
      'api_token',
      'recovery_code',
      'known_device',
      'invitation',
      'herder_card',
      'sign_in_guard',
      'sign_in_step',
    ])
      everything.push(await raw.query(`select * from ${table}`));
    expect(everything.flat().length).toBeGreaterThanOrEqual(20);
    for (const secret of secrets) expect(JSON.stringify(everything)).not.toContain(secret);
    await expect(raw.query('delete from audit_event')).rejects.toThrow(/append-only/);
    await raw.close();
    await at.close();
  });

  it('says of whoever makes a cooperative that they became its administrator', async () => {
    const at = await openInstallation();
    await at.add('root', [], true);
    const line = { code: 'NEW', name: '新社', accounting: 'CN-COOP-2021' };
    expect((await (await at.signedIn('root')).post('cooperatives', line)).status).toBe(201);
    const told = await at.database.reads.all(
      `select e.actor, e.action, e.subject, e."after" from audit_event e join cooperative c on c.id = e.cooperative_id
       where c.code = 'NEW' and e.action <> 'cooperative_added'`,
    );
    expect(told).toEqual([
      { actor: 'root', action: 'role_granted', subject: 'root', after: '{"role":"administrator"}' },
    ]);
    await at.close();
  });
});
