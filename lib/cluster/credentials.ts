/**
 * The credential in use, kept fresh: fetched once for all who wait, a little before its end without holding anybody up,
 * at its end before anything else is sent, and at once when the server refused it.
 *
 * Who renews: a `login` callback when there is one and the KubeConfig can't renew by itself, or the server said 401;
 * otherwise the KubeConfig's own source (token file, plugin, provider).
 */
import type { Clock } from '../base/clock.ts';
import { CredentialsError, messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { KubeConfig } from './client-node.ts';
import { type Credential, refreshMoment } from './credential.ts';
import { credentialSource } from './credential-source.ts';

/** Gets a new KubeConfig, or undefined to keep the one in use. */
export type Login = () => Promise<KubeConfig | undefined>;

/** What credentials are made of. */
export interface CredentialsOptions {
  kubeConfig: KubeConfig;
  clock: Clock;
  logger: Logger;
  env: NodeJS.ProcessEnv;
  /** Called after a 401 and before a known expiry. @default none: the KubeConfig renews itself, or nobody does */
  login?: Login;
}

/** How credentials are. */
export interface CredentialState {
  /** What is wrong, and since when in milliseconds since the epoch; undefined when all is well. */
  readonly trouble: { readonly message: string; readonly since: number } | undefined;
  /** When those in use end, in milliseconds since the epoch, as far as that is known. */
  readonly expiresAt: number | undefined;
}

/** A renewal that has just happened is not repeated for so long: a server that refuses everybody is not an endless loop. */
const RENEWAL_PAUSE_MILLISECONDS = 1000;
/** After a failed early renewal the next one waits so long; the credential in use still counts. */
const EARLY_RETRY_MILLISECONDS = 5000;

/** One connection's credentials. */
export class Credentials {
  #kubeConfig: KubeConfig;
  #source: () => Promise<Credential>;
  #current: Credential | undefined;
  #renewing: Promise<Credential> | undefined;
  /** When the credential in use was fetched, by the wall clock. */
  #fetchedAt = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #earlyNotBefore = Number.NEGATIVE_INFINITY;
  #trouble: CredentialState['trouble'];
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#kubeConfig = options.kubeConfig;
    this.#source = credentialSource(options);
  }

  /** The KubeConfig in use: the first one, or the last that `login` gave. */
  get kubeConfig(): KubeConfig {
    return this.#kubeConfig;
  }

  /** How the credentials are. */
  get state(): CredentialState {
    return { trouble: this.#trouble, expiresAt: this.#current?.expiresAt };
  }

  /** The server has accepted the credential in use. */
  accepted(): void {
    this.#trouble = undefined;
  }

  /** The server has refused a credential that was fetched because it had refused the one before. */
  refusedAgain(): false {
    this.#note('the server refuses the credentials');
    return false;
  }

  /** The credential to send with; a promise only when it must be fetched first. */
  get(): Credential | Promise<Credential> {
    const current = this.#current;
    if (!current) return this.#renew(false);
    // A token that nobody can renew is used until the server refuses it.
    if (current.refreshAt === undefined && (current.expiresAt === undefined || !this.#options.login)) return current;
    const now = this.#options.clock.now();
    if (current.expiresAt !== undefined && current.expiresAt <= now && !this.#justRenewed()) return this.#renew(this.#needsLogin(current));
    const early = current.refreshAt ?? refreshMoment(this.#fetchedAt, current.expiresAt as number);
    if (early <= now && now >= this.#earlyNotBefore && !this.#justRenewed()) this.#renewEarly(current);
    return current;
  }

  /**
   * Renews after the server refused a credential.
   *
   * @returns whether another credential is in use now, so that repeating the request makes sense
   */
  async refused(credential: Credential): Promise<boolean> {
    if (this.#current === credential) {
      if (!this.#renewing && this.#justRenewed()) return this.refusedAgain();
      await this.#renew(this.#options.login !== undefined);
    }
    const changed = this.#current !== undefined && !sameCredential(this.#current, credential);
    return changed || this.refusedAgain();
  }

  #note(message: string): void {
    if (this.#trouble?.message !== message) this.#trouble = { message, since: this.#options.clock.now() };
  }

  #justRenewed(): boolean {
    return this.#options.clock.monotonic() - this.#renewedAt < RENEWAL_PAUSE_MILLISECONDS;
  }

  #needsLogin(current: Credential): boolean {
    return current.refreshAt === undefined && this.#options.login !== undefined;
  }

  #renewEarly(current: Credential): void {
    if (this.#renewing) return;
    this.#renew(this.#needsLogin(current)).catch((error: unknown) => {
      this.#earlyNotBefore = this.#options.clock.now() + EARLY_RETRY_MILLISECONDS;
      this.#options.logger.warn('could not renew the credentials before their end; trying again', { error: messageOf(error) });
    });
  }

  #renew(byLogin: boolean): Promise<Credential> {
    this.#renewing ??= this.#fetch(byLogin).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #fetch(byLogin: boolean): Promise<Credential> {
    const first = this.#current === undefined;
    const credential = await this.#obtain(byLogin);
    this.#current = credential;
    const { clock } = this.#options;
    this.#fetchedAt = clock.now();
    // The first fetch renews nothing: a 401 right after it must still lead to a renewal.
    if (!first) this.#renewedAt = clock.monotonic();
    return credential;
  }

  async #obtain(byLogin: boolean): Promise<Credential> {
    try {
      if (byLogin) await this.#login();
      return await this.#source();
    } catch (error) {
      this.#note(`the credentials could not be renewed: ${messageOf(error)}`);
      throw error;
    }
  }

  async #login(): Promise<void> {
    let kubeConfig: KubeConfig | undefined;
    try {
      kubeConfig = await this.#options.login?.();
    } catch (error) {
      throw new CredentialsError(`the login failed: ${messageOf(error)}`, { cause: error });
    }
    if (!kubeConfig || kubeConfig === this.#kubeConfig) return;
    this.#kubeConfig = kubeConfig;
    this.#source = credentialSource({ ...this.#options, kubeConfig });
  }
}

function sameCredential(a: Credential, b: Credential): boolean {
  return JSON.stringify([a.headers, a.certificate]) === JSON.stringify([b.headers, b.certificate]);
}
