/**
 * The products that the demo projects analyse: what their events and properties are called.
 * Knows vocabulary; refuses to know which insights are made of it.
 */
export interface Product {
  /** What its users are called. */
  readonly users: string;
  readonly visited: string;
  readonly signedUp: string;
  readonly activated: string;
  /** The event that shows use. */
  readonly used: string;
  readonly shared: string;
  readonly invited: string;
  readonly paid: string;
  readonly cancelled: string;
  readonly failed: string;
  /** A numeric property of the payment. */
  readonly amount: string;
}

export const notesProduct: Product = Object.freeze({
  users: 'writers',
  visited: 'page_viewed',
  signedUp: 'signed_up',
  activated: 'first_note_created',
  used: 'note_edited',
  shared: 'note_shared',
  invited: 'teammate_invited',
  paid: 'subscription_started',
  cancelled: 'subscription_cancelled',
  failed: 'sync_failed',
  amount: 'monthly_amount',
});

export const mobileProduct: Product = Object.freeze({
  users: 'app users',
  visited: 'app_opened',
  signedUp: 'account_created',
  activated: 'onboarding_finished',
  used: 'note_captured',
  shared: 'note_exported',
  invited: 'friend_referred',
  paid: 'in_app_purchase',
  cancelled: 'renewal_disabled',
  failed: 'app_crashed',
  amount: 'price',
});

export const shopProduct: Product = Object.freeze({
  users: 'shoppers',
  visited: 'shop_visited',
  signedUp: 'account_registered',
  activated: 'product_added_to_cart',
  used: 'product_viewed',
  shared: 'wishlist_shared',
  invited: 'voucher_sent',
  paid: 'order_placed',
  cancelled: 'order_returned',
  failed: 'payment_failed',
  amount: 'order_total',
});
