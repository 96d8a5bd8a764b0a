package directory

import (
	"context"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// seedAgency is one organisation of the city as public sources know it. Names
// change with each city regulation (Perda 9/2016, last amended by Perda 4/2020), so
// they are data to be edited, not constants of the program.
type seedAgency struct {
	name, short string
	kind        alur.AgencyKind
	unconfirmed bool
}

const (
	confirmed = false
	toConfirm = true // expected or known from the press only
)

var seedAgencies = []seedAgency{
	{"Sekretariat Daerah", "Setda", alur.AgencyOffice, confirmed},
	{"Sekretariat DPRD", "Setwan", alur.AgencyOffice, toConfirm},
	{"Dinas Komunikasi dan Informatika", "Diskominfo", alur.AgencyICT, confirmed},
	{"Dinas Kesehatan", "Dinkes", alur.AgencyOffice, confirmed},
	{"Dinas Perpustakaan dan Kearsipan", "Dinpersip", alur.AgencyOffice, confirmed},
	{"Dinas Lingkungan Hidup", "DLH", alur.AgencyOffice, confirmed},
	{"Dinas Pangan dan Pertanian", "Dispangtan", alur.AgencyOffice, confirmed},
	{"Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR", alur.AgencyOffice, confirmed},
	{"Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP", alur.AgencyOffice, confirmed},
	{"Dinas Sosial", "Dinsos", alur.AgencyOffice, confirmed},
	{"Dinas Kebudayaan dan Pariwisata", "Disbudpar", alur.AgencyOffice, confirmed},
	{"Dinas Perindustrian dan Tenaga Kerja", "Disperinnaker", alur.AgencyOffice, confirmed},
	{"Dinas Perdagangan", "Disdag", alur.AgencyOffice, confirmed},
	{"Satuan Polisi Pamong Praja", "Satpol PP", alur.AgencyOffice, confirmed},
	{"Badan Perencanaan Pembangunan Daerah", "Bappeda", alur.AgencyOffice, toConfirm},
	{"Badan Pengelolaan Keuangan dan Pendapatan Daerah", "BPKPD", alur.AgencyOffice, toConfirm},
	{"Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "BKPSDM", alur.AgencyOffice, confirmed},
	{"Badan Kesatuan Bangsa dan Politik", "Bakesbangpol", alur.AgencyOffice, confirmed},
	{"Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil", alur.AgencyOffice, toConfirm},
	{"RSUD Kota Salatiga", "RSUD", alur.AgencyOffice, confirmed},
	{"Inspektorat", "Inspektorat", alur.AgencyAudit, toConfirm},
	{"Dinas Pendidikan", "Disdik", alur.AgencyOffice, toConfirm},
	{"Dinas Perhubungan", "Dishub", alur.AgencyOffice, toConfirm},
	{"Dinas Koperasi dan Usaha Kecil Menengah", "Dinkop UKM", alur.AgencyOffice, toConfirm},
	{"Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "DPPPA", alur.AgencyOffice, toConfirm},
	{"Dinas Pengendalian Penduduk dan Keluarga Berencana", "DPPKB", alur.AgencyOffice, toConfirm},
	{"Dinas Perumahan dan Kawasan Permukiman", "Disperkim", alur.AgencyOffice, toConfirm},
	{"Dinas Kepemudaan dan Olahraga", "Dispora", alur.AgencyOffice, toConfirm},
	{"Badan Penanggulangan Bencana Daerah", "BPBD", alur.AgencyOffice, toConfirm},
}

// seedDistricts are the kecamatan with their kelurahan (Kepmendagri
// 300.2.2-2138/2430 Tahun 2025, code 33.73).
var seedDistricts = []struct {
	name     string
	villages []string
}{
	{"Sidorejo", []string{"Blotongan", "Sidorejo Lor", "Salatiga", "Bugel", "Kauman Kidul", "Pulutan"}},
	{"Tingkir", []string{"Kutowinangun Kidul", "Gendongan", "Sidorejo Kidul", "Kalibening", "Tingkir Lor", "Tingkir Tengah", "Kutowinangun Lor"}},
	{"Argomulyo", []string{"Noborejo", "Ledok", "Tegalrejo", "Kumpulrejo", "Randuacir", "Cebongan"}},
	{"Sidomukti", []string{"Kecandran", "Dukuh", "Mangunsari", "Kalicacing"}},
}

// SeedAgencies adds the organisations of Kota Salatiga that are not there yet; what
// is there stays as it was edited. Those whose official name is still to be confirmed
// are marked. For whoever runs the program, and for the demonstration.
func (d *Directory) SeedAgencies(ctx context.Context) error {
	seeds := append([]seedAgency{}, seedAgencies...)
	for _, k := range seedDistricts {
		seeds = append(seeds, seedAgency{"Kecamatan " + k.name, "Kec. " + k.name, alur.AgencyOffice, confirmed})
		for _, v := range k.villages {
			seeds = append(seeds, seedAgency{"Kelurahan " + v, "Kel. " + v, alur.AgencyOffice, confirmed})
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		all, err := allAgencies(ctx, tx)
		if err != nil {
			return err
		}
		for _, s := range seeds {
			a := alur.Agency{ID: alur.AgencyID(kebab(s.name)), Name: s.name, ShortName: s.short, Kind: s.kind, Active: true, Unconfirmed: s.unconfirmed}
			if _, known := all[a.ID]; known {
				continue
			}
			if err := judgeICT(ctx, tx, a); alur.CodeOf(err) == alur.CodeConflict {
				continue // the city has named its ICT agency otherwise
			} else if err != nil {
				return err
			}
			if err := tx.InsertAgency(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
}
