/* Passwords long enough to pass but guessed first; shorter ones are refused anyway. */
#include "people/people_private.h"

/* Sorted by bytes, in folded letters. */
static const char *const common[] = {
	"0987654321a", "1000000000", "10101010101", "1112223334", "111222333444", "1122334455",
	"112233445566", "11223344556677", "1212121212", "1231231230", "12312312311",
	"123123123123", "123123123a", "123321123321", "12344321ab", "1234512345", "1234554321",
	"123456123456", "1234567890a", "12345678910", "123456789a", "123456789a.", "123456789aa",
	"123456789abc", "123456789q", "123456789z", "12345678abc", "1234567abc", "123456abcd",
	"123456abcdef", "123456qwerty", "1234qwerasdf", "123abc123abc", "123qwe123qwe",
	"123qweasd123", "123qweasdzxc", "1313131313", "1314131413", "13141314520", "13145201314",
	"1314520520", "1314521521", "1357924680", "1472583690", "147258369a", "147852369a",
	"159357159357", "1597534862", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz!qaz2wsx", "1qaz2wsx3e",
	"1qaz@wsx3edc", "2468013579", "5201314520", "52013145201314", "5201314abc", "5205201314",
	"520520520520", "9876543210a", "987654321a", "a123456789", "a1234567890", "a12345678901",
	"aa12345678", "aa123456789", "aaa123456789", "abc1234567", "abc12345678", "abc123456789",
	"abc5201314", "abcd123456", "abcd12345678", "abcde12345", "abcdef123456", "admin!@#456",
	"admin123!@#", "admin12345", "admin123456", "admin1234567", "admin88888", "admin888888",
	"admin@1234", "admin@123456", "adminadmin", "administrator", "administrator1",
	"ai123456789", "asdf123456", "asdfasdfasdf", "asdfghjkl1", "asdfghjkl123", "bangongshi1",
	"bangongshi123", "baoshan123456", "baseball123", "beijing123456", "beijing2008",
	"buzhidao123", "changeme12", "changeme123", "changning123", "changning530524",
	"charlie1234", "computer123", "daibiao123", "daibiao123456", "default123", "dragon12345",
	"dragon123456", "facebook123", "football123", "freedom123", "gongwuyuan123", "google12345",
	"guest12345", "huawei12345", "huawei@123", "iloveyou12", "iloveyou123", "iloveyou1234",
	"iloveyou1314", "iloveyou520", "internet123", "kunming123456", "laogongwoaini",
	"laopowoaini", "letmein123", "letmein1234", "lianluozhan", "lianxin123", "lianxin1234",
	"lianxin123456", "loveyou1314", "meiyoumima", "michael123", "microsoft123", "mima123456",
	"mima1234567", "mimamima123", "monkey12345", "mypassword", "mypassword1", "nihao12345",
	"nihao123456", "nihaonihao", "oracle123456", "p@ssw0rd123", "p@ssw0rd1234", "p@ssword123",
	"passw0rd123", "password01", "password1!", "password12!", "password123", "password123!",
	"password123.", "password1234", "password12345", "password2020", "password2021",
	"password2022", "password2023", "password2024", "password2025", "password2026",
	"password@123", "passwordpassword", "princess123", "q1w2e3r4t5", "q1w2e3r4t5y6",
	"qazwsx123456", "qazwsxedc1", "qazwsxedc123", "qwe123456789", "qwer123456", "qwer1234567",
	"qwerty123!", "qwerty1234", "qwerty12345", "qwerty123456", "qwertyuiop1", "qwertyuiop123",
	"renda12345", "renda123456", "rendadaibiao", "root123456", "root1234567", "samsung1234",
	"shanghai123", "starwars123", "sunshine123", "superman123", "system123456", "tencent123",
	"test123456", "test1234567", "trustno1234", "user123456", "wasd123456", "wechat123456",
	"weixin1234", "weixin123456", "welcome123", "welcome123!", "welcome1234", "whatever123",
	"wo123456789", "woaibeijing", "woaini12345", "woaini123456", "woaini1314", "woaini1314520",
	"woaini5201314", "woaiwojia123", "woaiwozuguo", "woaizhongguo", "wodemima12",
	"wodemima123", "woshishui123", "xiaomi12345", "yunnan123456", "zaq12wsxcde3",
	"zaq1@wsxcde3", "zhonggong123", "zhongguo123", "zhongguo1949", "zhonghua123", "zxcvbnm123",
	"zxcvbnm1234", "zxcvbnm123456",
};

bool password_common(struct str folded)
{
	size_t lo = 0, hi = COUNT(common);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int    order = str_cmp(folded, str_of(common[mid]));

		if (order == 0)
			return true;
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}
