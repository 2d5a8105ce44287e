/**
 * Sharing the work among replicas, as decisions: one union of states, one step, what to do next, and which keys are ours. No I/O, no
 * clock.
 *
 * Each member's Lease says by which members its holder decides: its *view*. A key may be worked on by the member that owns it in its
 * own view as the server has it, while the view of no other Lease there is makes that other one its owner. Both are read in one list,
 * which is one moment of the server's: of two who claim a key, the one whose claim was stored later has the other's in its list. A
 * member writes a view only when it has ended what the new view takes from it; and a silent member's Lease is deleted in the version
 * that was seen before anybody decides without it, so that the server, and nobody's memory, says who was first.
 *
 * A member counts its time from the moment at which it began the request that renewed its Lease, as a leader does (election.ts).
 */
import type { ElectionTiming } from './election.ts';
import { type MemberView, NO_MEMBERS, Rendezvous, sameView } from './rendezvous.ts';
import type { MemberLease } from './shard-lease.ts';

/** The Lease of another member, and since when it is known in that version. */
export interface ObservedMember extends MemberLease {
  readonly since: number;
  /** The version that was seen last outside of the lists, and since when: what a later list may show. */
  readonly noticed?: { readonly version: string; readonly since: number };
}

/** Our own Lease. */
export interface OwnLease {
  readonly uid: string;
  /** As it was last read or written. */
  readonly version: string;
  readonly createdAt: string;
  /** What it said in the last list. */
  readonly seen: MemberView;
  /** What was written since; undefined for nothing. */
  readonly written: MemberView | undefined;
  /** What was sent and may be stored, or may still be: the view, and the version for which it was sent. */
  readonly sent: readonly { readonly view: MemberView; readonly version: string }[];
}

/** Where sharing stands for us. */
export interface Sharding {
  /** 'member': we may work until `until`. 'outside': we may not. 'ending': neither, and what we began is being ended. */
  readonly phase: 'outside' | 'member' | 'ending';
  /** Meaningful for a member. */
  readonly until: number;
  /** Why we are no member any more. */
  readonly why?: 'expired' | 'gone';
  /** Undefined when there is none, as far as we know. */
  readonly own: OwnLease | undefined;
  readonly others: readonly ObservedMember[];
}

/** What happens. Times are milliseconds of one monotonic clock. */
export type ShardingInput =
  /** All Leases of the group as they were at one moment after `begun`; known here at `at`. */
  | { readonly type: 'listed'; readonly leases: readonly MemberLease[]; readonly at: number }
  /** A Lease was seen outside of the lists: which says nothing of the others at that moment, but since when it is there. */
  | { readonly type: 'noticed'; readonly lease: Pick<MemberLease, 'uid' | 'version'>; readonly at: number }
  /** A view is about to be written. When no answer comes, or a refusal, the next list says what of it is stored. */
  | { readonly type: 'sending'; readonly view: MemberView }
  /** It, or a new Lease, was stored, by a request that began at `begun`; the answer came at `at`. */
  | { readonly type: 'written'; readonly lease: MemberLease; readonly begun: number; readonly at: number }
  /** Time has passed. */
  | { readonly type: 'time'; readonly at: number }
  /** What we began as a member has ended. */
  | { readonly type: 'ended' };

/** Who we are. */
export interface ShardSelf {
  /** The name of our Lease. */
  readonly name: string;
  readonly scheme: string;
}

/** Where it begins. */
export const ALONE: Sharding = Object.freeze({ phase: 'outside', until: 0, own: undefined, others: [] });

/** The next state. */
export function shardingStep(state: Sharding, input: ShardingInput, self: ShardSelf, timing: ElectionTiming): Sharding {
  switch (input.type) {
    case 'listed':
      return listed(state, input, self);
    case 'noticed':
      return noticed(state, input);
    case 'sending':
      return sending(state, input.view);
    case 'written':
      return written(state, input, timing);
    case 'time':
      return state.phase === 'member' && input.at >= state.until ? { ...state, phase: 'ending', why: 'expired' } : state;
    case 'ended':
      return state.phase === 'ending' ? { ...state, phase: 'outside' } : state;
  }
}

/**
 * The members by which we should decide: all that have a Lease. Members of other rules, as a new version of an operator may have,
 * can't share with us: those whose Lease is the oldest go on, and the others wait until they are gone.
 */
export function targetView({ own, others }: Sharding, self: ShardSelf): MemberView {
  if (!own) return NO_MEMBERS;
  const oldest = [{ ...own, scheme: self.scheme }, ...others].reduce((first, lease) => (isOlder(lease, first) ? lease : first));
  if (oldest.scheme !== self.scheme) return NO_MEMBERS;
  return [self.name, ...others.filter(({ scheme }) => scheme === self.scheme).map(({ name }) => name)].sort();
}

/** The members that have been silent for as long as their Leases last, when the last list was begun: those Leases may be deleted. */
export function silentMembers({ others }: Sharding, listBegun: number): ObservedMember[] {
  return others.filter(({ since, durationSeconds }) => listBegun - since >= durationSeconds * 1000);
}

/** Whether a Lease that was seen says what we don't know: of ours only that it is gone, since the rest is what we wrote. */
export function isNews({ own, others }: Sharding, lease: MemberLease, isDeleted: boolean, self: ShardSelf): boolean {
  if (lease.name === self.name) return isDeleted && own?.uid === lease.uid;
  const known = others.find(({ uid }) => uid === lease.uid);
  if (isDeleted) return known !== undefined;
  return !known?.view || !lease.view || !sameView(known.view, lease.view);
}

/** When the Leases are looked at next: our own is to be renewed, or another one runs out. */
export function nextLookAt(
  { others }: Sharding,
  { listedAt, wroteAt }: { readonly listedAt: number; readonly wroteAt: number },
  now: number,
  { retrySeconds }: ElectionTiming,
): number {
  const ends = others.map(({ since, durationSeconds }) => since + durationSeconds * 1000).filter((end) => end > now);
  return Math.min(Math.max(wroteAt + retrySeconds * 1000, listedAt + retrySeconds * 500), ...ends);
}

function listed(state: Sharding, { leases, at }: Extract<ShardingInput, { type: 'listed' }>, self: ShardSelf): Sharding {
  const others: ObservedMember[] = [];
  for (const lease of leases) {
    if (lease.name === self.name) continue;
    others.push(
      observe(
        state.others.find(({ uid }) => uid === lease.uid),
        lease,
        at,
      ),
    );
  }
  const found = leases.find(({ name }) => name === self.name);
  const own = found && ownLease(found, state.own);
  // Somebody deleted it: what was ours may be another's from now on.
  const isLost = state.phase === 'member' && found?.uid !== state.own?.uid;
  return isLost ? { ...state, phase: 'ending', why: 'gone', own, others } : { ...state, own, others };
}

/** It is there at least since it was first seen in this version, in a list or outside of them. */
function observe(known: ObservedMember | undefined, lease: MemberLease, at: number): ObservedMember {
  const noticed = known?.noticed;
  if (known?.version === lease.version) return { ...lease, since: known.since, ...(noticed ? { noticed } : {}) };
  if (noticed?.version === lease.version) return { ...lease, since: noticed.since };
  return { ...lease, since: at, ...(noticed ? { noticed } : {}) };
}

function noticed(state: Sharding, { lease, at }: Extract<ShardingInput, { type: 'noticed' }>): Sharding {
  const isNews = ({ uid, version, noticed: last }: ObservedMember) =>
    uid === lease.uid && version !== lease.version && last?.version !== lease.version;
  if (!state.others.some(isNews)) return state;
  const { version } = lease;
  return { ...state, others: state.others.map((other) => (isNews(other) ? { ...other, noticed: { version, since: at } } : other)) };
}

/** A list says what of all that was sent is stored; only what was sent for the version that it shows may still come. */
function ownLease({ uid, version, createdAt, view }: MemberLease, known: OwnLease | undefined): OwnLease {
  const sent = known?.uid === uid ? known.sent.filter((each) => each.version === version) : [];
  return { uid, version, createdAt, seen: view ?? NO_MEMBERS, written: undefined, sent };
}

function sending(state: Sharding, view: MemberView): Sharding {
  const { own } = state;
  return own ? { ...state, own: { ...own, sent: [...own.sent, { view, version: own.version }] } } : state;
}

function written(state: Sharding, input: Extract<ShardingInput, { type: 'written' }>, timing: ElectionTiming): Sharding {
  const { lease, begun, at } = input;
  const until = begun + timing.renewSeconds * 1000;
  const seen = state.own?.uid === lease.uid ? state.own.seen : NO_MEMBERS;
  const { uid, version, createdAt } = lease;
  // What was sent before for an older version comes too late by now.
  const own = { uid, version, createdAt, seen, written: lease.view ?? NO_MEMBERS, sent: [] };
  if (at < until && state.phase !== 'ending') return { phase: 'member', until, own, others: state.others };
  // The process was asleep between request and answer, or what we began is still being ended.
  return state.phase === 'member' ? { ...state, phase: 'ending', why: 'expired', own } : { ...state, own };
}

function isOlder(left: Pick<MemberLease, 'createdAt' | 'uid'>, right: Pick<MemberLease, 'createdAt' | 'uid'>): boolean {
  return left.createdAt < right.createdAt || (left.createdAt === right.createdAt && left.uid < right.uid);
}

/** Which keys are ours, by what is known at one moment. */
export class Share {
  readonly #self: ShardSelf;
  /** We own a key only if we do in all of these: what the server has, what it may have, and what we are about to write. */
  readonly #views: readonly Rendezvous[];
  readonly #others: readonly Claim[];
  /** Those whose view is none of ours, so that they may claim what we do. */
  readonly #strangers: readonly Claim[];
  readonly #target: Rendezvous;
  /** Two shares with the same one are the same. */
  readonly signature: string;

  constructor(state: Sharding, self: ShardSelf) {
    this.#self = self;
    const target = targetView(state, self);
    const views = state.phase === 'member' && state.own ? viewsOf(state.own, target) : [NO_MEMBERS];
    this.#target = new Rendezvous(target);
    this.#views = views.map((view) => new Rendezvous(view));
    this.#others = state.others.map((other) => claimOf(other, self));
    // In one view a key has one owner: who decides by the same one as we claims nothing of ours.
    const strangers = state.others.filter(
      ({ scheme, view }) => scheme !== self.scheme || !view || !views.some((each) => sameView(each, view)),
    );
    this.#strangers = strangers.map((other) => claimOf(other, self));
    this.signature = JSON.stringify([state.phase, views, strangers.map(({ name, scheme, view }) => [name, scheme, view])]);
  }

  /** The members that there are. */
  get members(): MemberView {
    return this.#target.view;
  }

  /** Whether we may begin to work on a key, as long as our Lease lasts. */
  owns(key: string): boolean {
    return this.#views.every((view) => view.ownerOf(key) === this.#self.name) && !this.#strangers.some(({ claims }) => claims(key));
  }

  /** Who works on a key, or will when all have confirmed what is known here; and who has to let go of it before. */
  ownerOf(key: string): { readonly owner: string | undefined; readonly heldBy: readonly string[] } {
    const owner = this.#target.ownerOf(key);
    return { owner, heldBy: this.#others.filter(({ name, claims }) => name !== owner && claims(key)).map(({ name }) => name) };
  }
}

/** What a member may work on, by what its Lease says. */
interface Claim {
  readonly name: string;
  claims(key: string): boolean;
}

function claimOf({ name, scheme, view }: ObservedMember, self: ShardSelf): Claim {
  if (!view) return { name, claims: () => true };
  if (scheme !== self.scheme) return { name, claims: () => view.length > 0 };
  const rendezvous = new Rendezvous(view);
  return { name, claims: (key) => rendezvous.ownerOf(key) === name };
}

function viewsOf({ seen, written: stored, sent }: OwnLease, target: MemberView): MemberView[] {
  const views: MemberView[] = [];
  for (const view of [seen, stored ?? seen, target, ...sent.map((each) => each.view)]) {
    if (!views.some((each) => sameView(each, view))) views.push(view);
  }
  return views;
}
