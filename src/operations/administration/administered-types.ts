/**
 * The types of what administrators are told: an account, a project, and pages of them.
 * Knows names and words for clients; where values come from `administered-rows.ts` says. None of them is a Node.
 */
import { upperFirst, withArticle } from '../../generator/blueprint/names.ts';
import type { ConnectionPage } from '../../generator/list/connection-read.ts';
import type { Row } from '../../generator/request.ts';
import { descriptionOf, enumDescriptions } from '../../model/describe.ts';
import { administrationAction, administrationEvents } from '../../model/tables/administration-events.ts';
import type { ApiExtension } from '../api-context.ts';
import { type AdministeredPage, countList } from './administered-list.ts';
import type { AdministeredProject, AdministeredUser, AdministrationEvent } from './administered-rows.ts';

const moment = (text: string | null) => (text === null ? null : new Date(text));

export function addAdministeredUser({ builder, type }: ApiExtension): void {
  builder.objectRef<AdministeredUser>('AdministeredUser').implement({
    description: 'What an administrator of the deployment is told of an account.',
    fields: t => ({
      uuid: t.field({
        type: type<string>('UUID'),
        resolve: row => row.uuid,
        description: 'The UUID of the account.',
      }),
      email: t.exposeString('email', { description: 'The e-mail address that the user signs in with.' }),
      createdAt: t.field({
        type: type<Date>('DateTime'),
        description: 'When the account was made.',
        resolve: user => new Date(user.createdAt),
      }),
      emailConfirmedAt: t.field({
        type: type<Date>('DateTime'),
        nullable: true,
        description: 'When the user showed that mail to the address arrives; null until then.',
        resolve: user => moment(user.emailConfirmedAt),
      }),
      suspendedAt: t.field({
        type: type<Date>('DateTime'),
        nullable: true,
        description: 'When the account was suspended; null while it may be used.',
        resolve: user => moment(user.suspendedAt),
      }),
      lastActiveAt: t.field({
        type: type<Date>('DateTime'),
        nullable: true,
        description: 'When the user last signed in or went on with a session; null if there is none.',
        resolve: user => moment(user.lastActiveAt),
      }),
      isAdministrator: t.exposeBoolean('isAdministrator', {
        description: 'Whether the user administers the deployment.',
      }),
      projectCount: t.exposeInt('projectCount', {
        description: 'How many projects the user belongs to, deleted and suspended ones too.',
      }),
      sessionCount: t.exposeInt('sessionCount', { description: 'How many sessions of the user are open.' }),
    }),
  });
}

export function addAdministeredProject({ builder, type }: ApiExtension): void {
  builder.objectRef<AdministeredProject>('AdministeredProject').implement({
    description: 'What an administrator of the deployment is told of a project: nothing of what is in it.',
    fields: t => ({
      uuid: t.field({
        type: type<string>('UUID'),
        resolve: row => row.uuid,
        description: 'The UUID of the project.',
      }),
      slug: t.exposeString('slug', { description: 'The name of the project in addresses.' }),
      createdAt: t.field({
        type: type<Date>('DateTime'),
        description: 'When the project was made.',
        resolve: project => new Date(project.createdAt),
      }),
      deletedAt: t.field({
        type: type<Date>('DateTime'),
        nullable: true,
        description: 'When the project was deleted; null while it is in use.',
        resolve: project => moment(project.deletedAt),
      }),
      suspendedAt: t.field({
        type: type<Date>('DateTime'),
        nullable: true,
        description: 'When the project was suspended; null while it may be used.',
        resolve: project => moment(project.suspendedAt),
      }),
      lastActiveAt: t.field({
        type: type<Date>('DateTime'),
        nullable: true,
        description: 'When something in the project was last changed; null if nothing was.',
        resolve: project => moment(project.lastActiveAt),
      }),
      ownerUuids: t.field({
        type: [type<string>('UUID')],
        resolve: row => row.ownerUuids,
        description: 'The UUIDs of the accounts that own the project.',
      }),
      memberCount: t.exposeInt('memberCount', { description: 'How many members it has.' }),
      dashboardCount: t.exposeInt('dashboardCount', { description: 'How many dashboards, without deleted.' }),
      insightCount: t.exposeInt('insightCount', { description: 'How many insights, without deleted.' }),
      cohortCount: t.exposeInt('cohortCount', { description: 'How many cohorts, without deleted.' }),
      apiKeyCount: t.exposeInt('apiKeyCount', { description: 'How many API keys that may be used.' }),
    }),
  });
}

export function addAdministrationEvent({ builder, type }: ApiExtension): void {
  const words = enumDescriptions()[administrationAction.enumName];
  const action = builder.enumType('AdministrationAction', {
    description: words!.meaning,
    values: Object.fromEntries(
      administrationAction.enumValues.map(value => [
        value.toUpperCase(),
        { value, description: words!.values[value]! },
      ]),
    ),
  });
  const told = descriptionOf(administrationEvents)!.columns;
  const uuid = type<string>('UUID');
  builder.objectRef<AdministrationEvent>('AdministrationEvent').implement({
    description: descriptionOf(administrationEvents)!.row,
    fields: t => ({
      uuid: t.field({ type: uuid, resolve: row => row.uuid, description: 'The UUID of the record.' }),
      createdAt: t.field({
        type: type<Date>('DateTime'),
        description: told.createdAt!,
        resolve: event => new Date(event.createdAt),
      }),
      administratorUuid: t.field({
        type: uuid,
        nullable: true,
        description: told.administratorId!,
        resolve: event => event.administratorUuid,
      }),
      action: t.field({ type: action, description: told.action!, resolve: event => event.action }),
      userUuid: t.field({
        type: uuid,
        nullable: true,
        description: told.userId!,
        resolve: event => event.userUuid,
      }),
      projectUuid: t.field({
        type: uuid,
        nullable: true,
        description: told.projectId!,
        resolve: event => event.projectUuid,
      }),
      reason: t.exposeString('reason', { nullable: true, description: told.reason! }),
      requestId: t.exposeString('requestId', {
        nullable: true,
        description: told.requestId!,
      }),
    }),
  });
}

/** Adds the types of pages. @param name of the type of a row */
export function addAdministeredConnection({ builder, type }: ApiExtension, name: string) {
  interface Edge {
    readonly page: ConnectionPage;
    readonly row: Row;
  }
  const edge = builder.objectRef<Edge>(`${name}Edge`).implement({
    description: `${upperFirst(withArticle(name))} in a page, with its cursor.`,
    fields: t => ({
      cursor: t.string({
        description: 'The position of the row in the list, for `after`.',
        resolve: ({ page, row }) => page.cursor(row),
      }),
      node: t.field({ type: type(name), description: 'The row.', resolve: ({ row }) => row }),
    }),
  });
  return builder.objectRef<AdministeredPage>(`${name}Connection`).implement({
    description: `A page of ${name} rows.`,
    fields: t => ({
      edges: t.field({
        type: [edge],
        description: 'The rows of the page, each with its cursor.',
        resolve: ({ page }) => page.rows.map(row => ({ page, row })),
      }),
      nodes: t.field({
        type: [type(name)],
        description: 'The rows of the page.',
        resolve: ({ page }) => [...page.rows],
      }),
      pageInfo: t.field({
        type: type<ConnectionPage>('PageInfo'),
        description: 'Where the page lies in the list.',
        resolve: ({ page }) => page,
      }),
      totalCount: t.int({
        description: 'How many rows the arguments leave, whatever the page.',
        resolve: ({ list }, _args, context) => countList(list, context),
      }),
    }),
  });
}
