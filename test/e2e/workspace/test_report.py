import subprocess
import sys
import time


def test_report_is_written(tmp_path):
    report = tmp_path / "report.txt"
    code = "import sys; open(sys.argv[1], 'w').write('done')"
    subprocess.Popen([sys.executable, "-c", code, str(report)])
    time.sleep(2)
    assert report.exists()
