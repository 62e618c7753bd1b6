/**
 * That nobody waits for an answer any more, as statements are told.
 * What an AbortSignal has of it, so that one serves as well.
 */

export interface Leaving {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
