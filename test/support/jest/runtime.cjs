// @ts-check
/**
 * Loads packages by Node itself, once a worker, where Jest would load, transform and wrap each of their 2,000 files anew for every spec: that
 * took two thirds of the time of a small one. The modules of this project stay Jest's: every spec gets them fresh, and `jest.mock` works.
 */
const { statSync } = require('node:fs');
const { createRequire, isBuiltin } = require('node:module');
const { compileFunction, constants } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** @param {string} name as it is required */
const isPackage = (name) => !/^(?:[./]|@jest\/)/.test(name) && !isBuiltin(name);

/** What this worker has compiled; a function that runs anew gives a new module. @type {Map<string, { source: string, run: Function }>} */
const functions = new Map();

/**
 * In the realm of Node and of the packages: an `Error` of theirs is an `Error` here.
 *
 * @param {string} source @param {string} filename @param {string[]} parameters
 */
function compiled(source, filename, parameters) {
  const kept = functions.get(filename);
  if (kept?.source === source) return kept.run;
  const importModuleDynamically = /** @type {any} */ (constants)?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const run = compileFunction(source, parameters, { filename, importModuleDynamically });
  functions.set(filename, { source, run });
  return run;
}

/** What this worker has transformed. @type {Map<string, { changed: number, file: any }>} */
const files = new Map();

/** @param {any} cache of one spec */
function keepTransformed(cache) {
  const transform = cache.transform.bind(cache);
  cache.transform = (/** @type {string} */ filename, /** @type {any} */ options) => {
    if (options?.isInternalModule) return transform(filename, options);
    const changed = statSync(filename).mtimeMs;
    const kept = files.get(filename);
    if (kept?.changed !== changed) {
      const code = transform(filename, options);
      files.set(filename, { changed, file: cache.transforms.get(filename) });
      return code;
    }
    cache.transforms.set(filename, kept.file);
    if (kept.file.sourceMapPath) cache.sourceMaps.set(filename, kept.file.sourceMapPath);
    return kept.file.code;
  };
}

module.exports = {
  __esModule: true,
  default: class extends Runtime {
    /** @param {any[]} args */
    constructor(...args) {
      // @ts-expect-error as Jest calls it
      super(...args);
      const { executor, transformCache, _environment: environment } = /** @type {any} */ (this);
      keepTransformed(transformCache);
      executor.compile = (/** @type {string} */ source, /** @type {string} */ filename) =>
        environment.getVmContext() === null ? null : compiled(source, filename, executor.injectedModuleParameters);
    }

    /** @param {string} from @param {string} [name] @param {any} [options] @param {boolean} [isActual] */
    requireModule(from, name, options, isActual) {
      if (name !== undefined && options === undefined && isPackage(name)) return createRequire(from)(name);
      return super.requireModule(from, /** @type {any} */ (name), options, isActual);
    }
  },
};
