/** The library of all built-in types: the tables of type-tables/, read on first use. */
import { TypeLibrary } from './type-notation.ts';
import { apiextensionsTypes } from './type-tables/apiextensions.ts';
import { appsTypes } from './type-tables/apps.ts';
import { authenticationTypes } from './type-tables/authentication.ts';
import { authorizationTypes } from './type-tables/authorization.ts';
import { autoscalingTypes } from './type-tables/autoscaling.ts';
import { batchTypes } from './type-tables/batch.ts';
import { coordinationTypes } from './type-tables/coordination.ts';
import { coreTypes } from './type-tables/core.ts';
import { discoveryTypes } from './type-tables/discovery.ts';
import { eventsTypes } from './type-tables/events.ts';
import { metaTypes } from './type-tables/meta.ts';
import { networkingTypes } from './type-tables/networking.ts';
import { policyTypes } from './type-tables/policy.ts';
import { rbacTypes } from './type-tables/rbac.ts';
import { scaleTypes } from './type-tables/scale.ts';
import { storageTypes } from './type-tables/storage.ts';

/** A library of its own for each server: schemas are looked at lazily and remembered. */
export function createTypeLibrary(): TypeLibrary {
  return new TypeLibrary()
    .add('meta', metaTypes)
    .add('core', coreTypes)
    .add('apps', appsTypes)
    .add('batch', batchTypes)
    .add('rbac', rbacTypes)
    .add('coordination', coordinationTypes)
    .add('events', eventsTypes)
    .add('storage', storageTypes)
    .add('networking', networkingTypes)
    .add('policy', policyTypes)
    .add('autoscaling', autoscalingTypes)
    .add('scale', scaleTypes)
    .add('apiextensions', apiextensionsTypes)
    .add('discovery', discoveryTypes)
    .add('authorization', authorizationTypes)
    .add('authentication', authenticationTypes);
}
