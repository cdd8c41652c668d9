// @ts-check
/**
 * Specs run in the realm of Node itself, and not in a context of their own, so that the packages that Node has loaded (runtime.cjs) are theirs.
 * What a spec leaves behind in it is put back before the next one.
 */
const { TestEnvironment } = require('jest-environment-node');

/** Where packages keep what classes were declared with: those of one spec file are not those of the next. */
const OF_PACKAGES = ['typeormMetadataArgsStorage', 'classValidatorMetadataStorage'];

/** What Jest puts in the place of the real ones, which is meant for a copy of `process`. */
const { exit, getBuiltinModule } = process;

module.exports = class extends TestEnvironment {
  /** @param {any} config @param {any} context */
  constructor(config, context) {
    super(config, context);
    this.before = {
      env: { ...process.env },
      exitCode: process.exitCode,
      console: globalThis.console,
      globals: new Set(Reflect.ownKeys(globalThis)),
    };
    this.global = globalThis;
    const { constructor: Mocker } = /** @type {any} */ (this.moduleMocker);
    this.moduleMocker = new Mocker(globalThis);
  }

  async setup() {
    await super.setup();
    Object.assign(process, { exit, ...(getBuiltinModule ? { getBuiltinModule } : {}) });
  }

  async teardown() {
    const { env, exitCode, console, globals } = this.before;
    for (const name of Object.keys(process.env)) if (!(name in env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, env);
    process.exitCode = exitCode;
    globalThis.console = console;
    for (const key of Reflect.ownKeys(globalThis)) if (!globals.has(key)) Reflect.deleteProperty(globalThis, key);
    for (const key of OF_PACKAGES) Reflect.deleteProperty(globalThis, key);
    await super.teardown();
  }
};
