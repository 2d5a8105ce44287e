import { expect } from 'chai';
import { APPLY_SETS_ANNOTATION, distinctPlaces, rememberedPlaces, withPlaces } from '../../lib/resource/apply-set-record.ts';
import { aWidget } from '../support/a-widget.ts';

const owner = (text?: string) => aWidget({ metadata: text === undefined ? {} : { annotations: { [APPLY_SETS_ANNOTATION]: text } } });
const part = { apiVersion: 'v1', kind: 'Part', namespace: 'team' };
const site = { apiVersion: 'apps.example.com/v1', kind: 'Site', namespace: '' };

describe('the record of apply sets', () => {
  it('reads back what it wrote, sets apart', () => {
    const first = withPlaces(owner(), 'one', [site, part]) as string;
    const second = withPlaces(owner(first), 'two', [part]) as string;
    expect(rememberedPlaces(owner(second), 'one')).to.deep.equal([site, part]);
    expect(rememberedPlaces(owner(second), 'two')).to.deep.equal([part]);
    expect(rememberedPlaces(owner(second), 'three')).to.deep.equal([]);
  });

  it('is the same text whatever the order, so that nothing is written for it', () => {
    const text = withPlaces(owner(), 'one', [site, part, { ...part, namespace: 'a' }]) as string;
    expect(withPlaces(owner(text), 'one', [{ ...part, namespace: 'a' }, part, site, part])).to.equal(undefined);
    expect(withPlaces(owner(), 'one', [])).to.equal(undefined);
  });

  it('goes when nothing is left to say', () => {
    const text = withPlaces(owner(), 'one', [part]) as string;
    expect(withPlaces(owner(text), 'one', [])).to.equal(null);
    const two = withPlaces(owner(text), 'two', [site]) as string;
    expect(rememberedPlaces(owner(withPlaces(owner(two), 'one', []) as string), 'two')).to.deep.equal([site]);
  });

  for (const text of ['', '{', '[]', '{"one":[]}', '{"one":{"Part":["team"]}}', '{"one":{"v1/Part":"team"}}', '{"one":{"v1/Part":[1]}}']) {
    it(`takes ${JSON.stringify(text)} for nothing`, () => expect(rememberedPlaces(owner(text), 'one')).to.deep.equal([]));
  }

  it('keeps each place once', () => expect(distinctPlaces([part, site, { ...part }])).to.deep.equal([part, site]));
});
