/**
 * The relations of a music store, as `drizzle-kit pull` writes them, with names for clients.
 */
import { defineRelations } from 'drizzle-orm';
import * as schema from './schema.ts';

export const relations = defineRelations(schema, r => ({
  artist: { albums: r.many.album({ from: r.artist.artistId, to: r.album.artistId }) },
  album: {
    artist: r.one.artist({ from: r.album.artistId, to: r.artist.artistId }),
    tracks: r.many.track({ from: r.album.albumId, to: r.track.albumId }),
  },
  track: {
    album: r.one.album({ from: r.track.albumId, to: r.album.albumId }),
    playlists: r.many.playlist({
      from: r.track.trackId.through(r.playlistTrack.trackId),
      to: r.playlist.playlistId.through(r.playlistTrack.playlistId),
    }),
  },
  playlist: {
    entries: r.many.playlistTrack({ from: r.playlist.playlistId, to: r.playlistTrack.playlistId }),
  },
  playlistTrack: {
    playlist: r.one.playlist({ from: r.playlistTrack.playlistId, to: r.playlist.playlistId }),
    track: r.one.track({ from: r.playlistTrack.trackId, to: r.track.trackId }),
  },
  employee: {
    manager: r.one.employee({ from: r.employee.reportsTo, to: r.employee.employeeId, alias: 'staff' }),
    reports: r.many.employee({ from: r.employee.employeeId, to: r.employee.reportsTo, alias: 'staff' }),
    customers: r.many.customer({ from: r.employee.employeeId, to: r.customer.supportRepId }),
  },
  customer: {
    supportRep: r.one.employee({ from: r.customer.supportRepId, to: r.employee.employeeId }),
    invoices: r.many.invoice({ from: r.customer.customerId, to: r.invoice.customerId }),
  },
  invoice: {
    customer: r.one.customer({ from: r.invoice.customerId, to: r.customer.customerId }),
    lines: r.many.invoiceLine({ from: r.invoice.invoiceId, to: r.invoiceLine.invoiceId }),
  },
  invoiceLine: {
    invoice: r.one.invoice({ from: r.invoiceLine.invoiceId, to: r.invoice.invoiceId }),
    track: r.one.track({ from: r.invoiceLine.trackId, to: r.track.trackId }),
  },
}));
